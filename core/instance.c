/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of extension instances: initialise, contain a fault, begin anew. Design, section 5. */
#include "exit.h"
#include "extension.h"
#include "print.h"
#include "sched.h"
#include "trace.h"
#include "vm.h"

#define INIT_PRIORITY (PRIORITIES - 1) /* nobody can wait for an INIT that is preempted */

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
	uint32_t empty = INSTANCE_EMPTY;

	if (occupied(a->vm, a->frame.vcpu->cpu))
		return false;
	return __atomic_compare_exchange_n(&a->instance->instance, &empty, INSTANCE_INIT, false,
					   __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

void extension_answer_error(struct activation *a)
{
	struct frame *g = a->caller;

	switch (a->kind) {
	case BULKHEAD_REQUEST_SMC:
	case BULKHEAD_REQUEST_HVC:
		g->x[0] = a->route->error;
		break;
	case BULKHEAD_REQUEST_CALL:
		g->x[0] = (uint64_t)BULKHEAD_E_FAULT;
		break;
	case BULKHEAD_REQUEST_MMIO:
		inject_abort(g, a->far, false);
		break;
	default:
		inject_undefined(g);
	}
}

/*
 * Run INIT on the activation of a vCPU of a client, which then goes on: with its instruction again
 * (rewound), or behind it with the error that it has got already. What the secure world holds for
 * the instance's clients ends and begins with it.
 */
static struct frame *start_init(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	struct vm *instance = a->instance;

	if (instance->partition)
		secure_calls(a->vm->secure_stop);
	instance->partition = secure_calls(a->vm->secure_start) == 0;
	a->gone = 0;
	a->generation = instance->generation;
	v->cpu->inside = a->vm;
	sched_set_priority(v->cpu, v, INIT_PRIORITY);
	return activation_start(a, BULKHEAD_REQUEST_INIT);
}

struct frame *instance_prepare(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;

	if (a->instance->instance == INSTANCE_FAILED) {
		struct frame *g = extension_leave(a);

		extension_answer_error(a);
		return sched_check(v->cpu, g);
	}
	activation_rewind(a);
	if (a->instance->instance == INSTANCE_READY && a->gone) {
		a->gone = 0;
		return activation_start(a, BULKHEAD_REQUEST_CLIENT_GONE);
	}
	v->cpu->inside = NULL;
	if (claim_init(a))
		return start_init(a);
	/* Another core leaves or initialises it right now: the client's instruction is tried again. */
	return sched_check(v->cpu, extension_leave(a));
}

struct frame *instance_prepared(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;

	if (a->kind == BULKHEAD_REQUEST_INIT) {
		sched_set_priority(v->cpu, v, v->config->priority);
		__atomic_store_n(&a->instance->instance, INSTANCE_READY, __ATOMIC_RELEASE);
	}
	return extension_leave(a);
}

/* One more restart of the instance: may it begin anew, or has it failed too often? */
static uint32_t next_state(const struct manifest_vm *vm, struct vm *instance)
{
	uint64_t t = sysreg_read(cntpct_el0);

	if (t - instance->window_start > ticks(vm->restart_window_us)) {
		instance->window_start = t;
		instance->restarts_in_window = 0;
	}
	instance->restarts++;
	return vm->max_restarts && instance->restarts_in_window++ >= vm->max_restarts ? INSTANCE_FAILED :
											INSTANCE_EMPTY;
}

static void abort_sections(struct activation *a)
{
	if (a->section)
		exclusive_leave(a, a->section - 1u);
	if (a->frame.vcpu->priority != a->frame.vcpu->config->priority)
		sched_set_priority(a->frame.vcpu->cpu, a->frame.vcpu, a->frame.vcpu->config->priority);
}

/* Everybody who is inside leaves: other cores are interrupted; who is preempted finds it out when resumed. */
static void evict(struct activation *a, const char *why)
{
	struct vm *instance = a->instance;

	spin_lock(&instance->lock);
	/* In this order: who enters between the two has the old generation (tests/model/ checks it). */
	__atomic_store_n(&instance->instance, next_state(a->vm, instance), __ATOMIC_RELEASE);
	__atomic_fetch_add(&instance->generation, 1, __ATOMIC_ACQ_REL);
	spin_unlock(&instance->lock);
	if (instance->instance == INSTANCE_FAILED)
		print("%s: %s: too many restarts: answers errors until a client restarts\n", a->vm->name, why);
	dmb(ish);
	for (uint32_t i = 0; i < manifest->cpu_count; i++) {
		struct cpu *c = (struct cpu *)manifest->cpus[i].state;
		struct vcpu *running = c->current;

		if (c != a->frame.vcpu->cpu && c->inside == a->vm && running)
			vcpu_kick(running, VCPU_REQUEST_LEAVE);
	}
}

struct frame *extension_fault(struct activation *a, const char *why, uint64_t esr)
{
	struct vcpu *v = a->frame.vcpu;
	bool init = a->kind == BULKHEAD_REQUEST_INIT || a->kind == BULKHEAD_REQUEST_CLIENT_GONE;
	struct frame *g;

	abort_sections(a);
	if (why) {
		trace(BULKHEAD_TRACE_FAULT, v->id, a->config->extension, esr);
		if (a->instance->restarts_in_window < REFUSALS_LOGGED)
			fault_report(a->vm->name, v->id, why, esr, &a->frame);
		evict(a, why);
	}
	g = extension_leave(a);
	if (!init) {
		extension_answer_error(a);
	} else if (a->instance->instance != INSTANCE_FAILED) {
		/* The client's instruction begins with INIT again, until the instance counts as failed. */
		return sched_check(v->cpu, g);
	}
	if (a->instance->instance == INSTANCE_EMPTY && g == &v->frame && claim_init(a)) {
		extension_reenter(a);
		return start_init(a);
	}
	sched_program(v->cpu);
	return sched_check(v->cpu, g);
}

void extension_client_gone(const struct manifest_vm *client)
{
	for (unsigned class = 0; class < MANIFEST_CLASS_COUNT; class++) {
		for (uint32_t i = 0; i < client->routes[class].count; i++) {
			const struct manifest_route *r =
				&manifest->routes[client->routes[class].first + i];
			const struct manifest_vm *extension = &manifest->vms[r->extension];
			struct vm *instance = vm_state(r->extension);

			if (extension->clients.count == 1 || instance->instance == INSTANCE_FAILED) {
				instance->instance = INSTANCE_EMPTY;
				instance->restarts_in_window = 0;
			}
			if (extension->clients.count == 1 && instance->partition) {
				secure_calls(extension->secure_stop);
				instance->partition = 0;
			}
			for (uint32_t n = 0; n < client->vcpus.count; n++)
				activation_state(r->activation + n)->gone = extension->clients.count > 1;
		}
	}
}

/* CPU time at EL0 until now is used up. */
static void charge(struct activation *a)
{
	uint64_t t = sysreg_read(cntpct_el0), used = t - a->started;

	a->budget_left -= used < a->budget_left ? used : a->budget_left;
	a->started = t;
}

/*
 * The wait for another core's section isn't the activation's CPU time, or a neighbour could make it overrun. Inside,
 * it has the section's length at most.
 */
int exclusive_enter(struct activation *a, uint64_t index)
{
	struct vcpu *v = a->frame.vcpu;
	const struct manifest_exclusive *section;
	uint64_t length;

	if (index >= a->vm->exclusives.count || index >= EXCLUSIVES_MAX || a->section)
		return BULKHEAD_E_INVALID;
	section = &manifest->exclusives[a->vm->exclusives.first + index];
	sched_set_priority(v->cpu, v, (uint8_t)section->priority);
	charge(a);
	spin_lock(&a->instance->exclusive[index]);
	a->section = (uint8_t)(index + 1);
	a->special = 1;
	a->started = sysreg_read(cntpct_el0);
	length = ticks(section->length_us);
	a->budget_outside = a->budget_left > length ? a->budget_left - length : 0;
	a->budget_left -= a->budget_outside;
	return BULKHEAD_OK;
}

int exclusive_leave(struct activation *a, uint64_t index)
{
	struct vcpu *v = a->frame.vcpu;

	if (a->section != index + 1)
		return BULKHEAD_E_INVALID;
	a->section = 0;
	spin_unlock(&a->instance->exclusive[index]);
	charge(a);
	a->budget_left += a->budget_outside;
	/* Nobody may spin for an INIT that is preempted, whatever sections it enters. */
	sched_set_priority(v->cpu, v, a->kind == BULKHEAD_REQUEST_INIT ? INIT_PRIORITY : v->config->priority);
	return BULKHEAD_OK;
}
