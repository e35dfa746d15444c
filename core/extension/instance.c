/* SPDX-License-Identifier: BSD-3-Clause */
#include "extension/instance.h"
#include "extension/exclusive.h"
#include "extension/secure.h"
#include "machine/print.h"
#include "machine/trace.h"
#include "sched/sched.h"
#include "sched/timer.h"
#include "vcpu/fault.h"
#include "vcpu/kick.h"

/* The partition that the secure world keeps for an extension's only client. */
enum { PARTITION_NONE, PARTITION_NEW /* begun for the INIT under way */, PARTITION_USED };

/* Is another core inside this instance? */
static bool occupied(const struct manifest_vm *vm, const struct cpu *self)
{
	for (uint32_t i = 0; i < manifest->cpu_count; i++) {
		const struct cpu *c = (const struct cpu *)manifest->cpus[i].state;

		if (c != self && __atomic_load_n(&c->inside, __ATOMIC_ACQUIRE) == vm)
			return true;
	}
	return false;
}

static bool claim_init(struct activation *a)
{
	uint32_t empty = BULKHEAD_INSTANCE_EMPTY;

	if (occupied(a->vm, a->frame.vcpu->cpu))
		return false;
	return compare_exchange(&a->instance->status.instance, &empty, BULKHEAD_INSTANCE_INIT);
}

/*
 * Continue, in this activation, an INIT that waits in another client's. NULL: no INIT waits. The registers are copied
 * under the lock, which the other client's core takes before it makes its next request (activation_resume()).
 */
static struct frame *take_waiting_init(struct activation *a)
{
	struct vm *instance = a->instance;
	uint32_t in = __atomic_load_n(&instance->init, __ATOMIC_ACQUIRE);
	struct frame *f = NULL;

	if (instance->status.instance != BULKHEAD_INSTANCE_INIT || !(in & INIT_WAITS))
		return NULL;
	spin_lock(&instance->lock);
	if (compare_exchange(&instance->init, &in, INIT_IN(a)))
		f = activation_take_over(a, activation_state((in & ~INIT_WAITS) - 1));
	spin_unlock(&instance->lock);
	return f;
}

/* The activation of vCPU `id` in `instance`, which exists. */
static struct activation *activation_in(uint32_t id, const struct vm *instance)
{
	struct activation *a = vcpu_state(id)->activations;

	while (a->instance != instance)
		a = a->next;
	return a;
}

static void begin_partition(struct activation *a)
{
	a->instance->partition =
	    secure_call_each(a->vm->secure_start) ? PARTITION_NONE : PARTITION_NEW;
}

/*
 * After INIT: end the partition that an earlier instance used, and begin a new one. The old partition was kept until now
 * so that INIT could close the sessions in it, which only its owner can name: OP-TEE doesn't free the address spaces of
 * open sessions when their partition ends.
 */
static void renew_partition(struct activation *a)
{
	if (a->instance->partition == PARTITION_USED) {
		secure_call_each(a->vm->secure_stop);
		begin_partition(a);
	}
	if (a->instance->partition)
		a->instance->partition = PARTITION_USED;
}

/*
 * Run INIT on the activation of a client's vCPU, at that vCPU's priority and on its budget. Afterwards the client
 * executes its instruction again (rewound), or continues after it with the error that is already in its registers.
 */
static struct frame *start_init(struct activation *a)
{
	struct vm *instance = a->instance;

	if (instance->partition == PARTITION_NONE)
		begin_partition(a);
	a->generation = instance->generation;
	a->frame.vcpu->cpu->inside = a->vm;
	__atomic_store_n(&instance->init, INIT_IN(a), __ATOMIC_RELEASE);
	return activation_notice(a, BULKHEAD_REQUEST_INIT);
}

struct frame *instance_prepare(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	struct frame *init;

	if (a->instance->status.instance == BULKHEAD_INSTANCE_FAILED) {
		struct frame *g = activation_return(a);

		activation_answer_error(a);
		return frame_or_choose(v->cpu, g);
	}
	activation_rewind(a);
	v->cpu->inside = NULL;
	if (claim_init(a))
		return start_init(a);
	init = take_waiting_init(a);
	if (init)
		return init;
	/* Another core is leaving or initialising the instance right now, so the request is tried again. */
	if (a->kind == BULKHEAD_REQUEST_NOTIFY)
		activation_ring_again(a);
	return frame_or_choose(v->cpu, activation_return(a));
}

struct frame *instance_notice_reply(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;

	if (a->kind == BULKHEAD_REQUEST_INIT) {
		uint32_t init = BULKHEAD_INSTANCE_INIT;
		struct activation *first;

		renew_partition(a);
		/* Unless a service that stopped has emptied it in the meantime. */
		compare_exchange(&a->instance->status.instance, &init,
				 a->instance->last ? BULKHEAD_INSTANCE_FAILED
						   : BULKHEAD_INSTANCE_READY);
		first = activation_in(v->vm->vcpus.first, a->instance);
		if (first->config->flags & MANIFEST_ACTIVATION_EAGER)
			activation_ring(first);
	}
	return activation_return(a);
}

/*
 * Count one more restart of the instance. @return the state: empty, to begin anew, or failed. If its requests are retried,
 * a last INIT lets the instance tell its client that it has failed.
 */
static uint32_t next_state(const struct activation *a, struct vm *instance)
{
	const struct manifest_vm *vm = a->vm;

	instance->status.restarts++;
	if (rate_allows(&instance->instance_restarts, ticks(vm->restart_window_us),
			vm->max_restarts))
		return BULKHEAD_INSTANCE_EMPTY;
	if (!(a->config->flags & MANIFEST_ACTIVATION_RETRIES) || instance->last)
		return BULKHEAD_INSTANCE_FAILED;
	instance->last = 1;
	return BULKHEAD_INSTANCE_EMPTY;
}

static void abort_sections(struct activation *a)
{
	if (a->section)
		exclusive_leave(a, a->section - 1u);
	if (a->frame.vcpu->priority != a->frame.vcpu->config->priority)
		sched_set_priority(a->frame.vcpu->cpu, a->frame.vcpu,
				   a->frame.vcpu->config->priority);
}

/* Make all activations leave the instance: a kick interrupts running ones, preempted ones leave when they are resumed. */
static void evict(struct activation *a, const char *why)
{
	struct vm *instance = a->instance;

	spin_lock(&instance->lock);
	/* In this order: an activation that enters between the two has the old generation (tests/model/ checks it). */
	__atomic_store_n(&instance->status.instance, next_state(a, instance), __ATOMIC_RELEASE);
	__atomic_fetch_add(&instance->generation, 1, __ATOMIC_ACQ_REL);
	spin_unlock(&instance->lock);
	if (instance->status.instance == BULKHEAD_INSTANCE_FAILED)
		print("%s: %s: too many restarts: answers errors until a client restarts\n",
		      a->vm->name, why);
	dmb(ish);
	for (uint32_t i = 0; i < manifest->cpu_count; i++) {
		struct cpu *c = (struct cpu *)manifest->cpus[i].state;
		struct vcpu *running = c->current;

		if (c != a->frame.vcpu->cpu && c->inside == a->vm && running)
			vcpu_kick(running, VCPU_REQUEST_LEAVE);
	}
}

/*
 * The client of `a` has ended, and its instance was told: forget the client. An instance with only this client, or one
 * that failed, becomes empty.
 */
static void forget_client(struct activation *a)
{
	bool shared = a->vm->clients.count > 1;

	if (!shared || a->instance->status.instance == BULKHEAD_INSTANCE_FAILED) {
		a->instance->status.instance = BULKHEAD_INSTANCE_EMPTY;
		a->instance->instance_restarts.count = 0;
		a->instance->last = 0;
	}
	if (!shared && a->instance->partition) {
		secure_call_each(a->vm->secure_stop);
		a->instance->partition = PARTITION_NONE;
	}
}

struct frame *instance_end_request(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	bool init = a->kind == BULKHEAD_REQUEST_INIT || a->kind == BULKHEAD_REQUEST_CLIENT_GONE;
	struct frame *g;

	abort_sections(a);
	g = activation_return(a);
	if (v->life)
		forget_client(a);
	/*
	 * The client executes its instruction again, which begins INIT or finds that the instance has failed. But the
	 * instruction may be a read of the register page, which enters nothing: so the activation is also rung for.
	 */
	if (init) {
		if (a->config->flags & MANIFEST_ACTIVATION_EAGER && !v->life)
			activation_ring_again(a);
		return NULL;
	}
	activation_answer_error(a);
	if (a->instance->status.instance != BULKHEAD_INSTANCE_EMPTY || g != &v->frame)
		return NULL;
	if (!claim_init(a)) {
		if (a->kind == BULKHEAD_REQUEST_NOTIFY)
			activation_ring_again(a);
		return NULL;
	}
	activation_load(a);
	return start_init(a);
}

struct frame *instance_fault(struct activation *a, const char *why, uint64_t esr)
{
	struct vcpu *v = a->frame.vcpu;

	trace(BULKHEAD_TRACE_FAULT, v->id, a->config->extension, esr);
	if (a->instance->instance_restarts.count < REFUSALS_LOGGED)
		fault_report(a->vm->name, v->id, why, esr, &a->frame);
	/* Another core may have been faster. */
	if (!activation_stale(a))
		evict(a, why);
	return instance_end_request(a);
}

/* Tell the instance of `a` that its client has ended. NULL: the instance needn't know. */
static struct frame *tell(struct vcpu *v, struct activation *a)
{
	a->gone = 0;
	a->notified = false;
	el0_save(&v->el0);
	a->caller = &v->frame;
	a->kind = BULKHEAD_REQUEST_CLIENT_GONE;
	activation_load(a);
	if (activation_enter_instance(a, a->vm, v->cpu))
		return activation_notice(a, BULKHEAD_REQUEST_CLIENT_GONE);
	activation_return(a);
	forget_client(a);
	return NULL;
}

struct frame *instance_tell_gone(struct vcpu *v)
{
	struct vm *s = v->vm_state;
	uint64_t t = sysreg_read(cntpct_el0);

	__atomic_fetch_and(&v->requests, ~VCPU_REQUEST_NOTIFY, __ATOMIC_RELAXED);
	if (!s->drain_end) {
		for (struct activation *a = v->activations; a; a = a->next)
			a->gone = 1;
		s->drain_end = t + ticks(DRAIN_US);
	}
	for (struct activation *a = v->activations; a; a = a->next) {
		struct frame *f = a->gone ? tell(v, a) : NULL;

		if (f)
			return f;
	}
	return NULL;
}

void instance_gone_reply(struct activation *a, bool wait)
{
	struct vcpu *v = a->frame.vcpu;

	if (!wait || sysreg_read(cntpct_el0) >= v->vm_state->drain_end) {
		forget_client(a);
		return;
	}
	a->gone = 1;
	if (activation_notify_due(a))
		return;
	sched_block(v->cpu, v, VCPU_BLOCKED);
	timer_set(v->cpu, v, v->vm_state->drain_end);
}
