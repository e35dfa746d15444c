/* SPDX-License-Identifier: BSD-3-Clause */
#include "extension/activation.h"
#include "machine/errata.h"
#include "machine/gic.h"
#include "machine/trace.h"
#include "sched/sched.h"
#include "vcpu/inject.h"
#include "vcpu/kick.h"

void activation_init(uint32_t id)
{
	struct activation *a = activation_state(id);
	struct vcpu *v = vcpu_state(manifest->activations[id].vcpu);

	a->config = &manifest->activations[id];
	a->vm = &manifest->vms[a->config->extension];
	a->vmid_shared = (a->vm->flags & MANIFEST_VM_VMID_SHARED) != 0;
	a->entry = (ipa_t){a->vm->passive_entry};
	a->stack_top = (ipa_t){a->config->stack_top};
	a->instance = vm_state(a->config->extension);
	a->frame.vcpu = v;
	a->frame.el2_stack = v->frame.el2_stack;
	a->frame.activation = a;
	a->next = v->activations;
	v->activations = a;
}

void activation_share_predictor(const struct cpu *c)
{
	for (uint32_t i = 0; i < manifest->activation_count; i++)
		if (vcpu_state(manifest->activations[i].vcpu)->cpu == c)
			activation_state(i)->predictor_shared = 1;
}

void activation_separate(const struct activation *a)
{
	if (a->vmid_shared) {
		isb();
		__asm__ volatile("tlbi vmalls12e1");
		dsb(nsh);
	}
	errata_switch_vm();
}

void activation_load(const struct activation *a)
{
	activation_enter_registers(a->vm);
	activation_separate(a);
}

/* Change the state of `a`'s INIT from `from` to `to`: 0 (it runs) or INIT_WAITS. False: the state isn't `from`. */
static bool change_init(const struct activation *a, uint32_t from, uint32_t to)
{
	uint32_t was = INIT_IN(a) | from;

	return compare_exchange(&a->instance->init, &was, INIT_IN(a) | to);
}

/* Load the registers of `a` that aren't in its frame, and mark it as the activation that runs. */
static void go_on(struct activation *a)
{
	activation_load(a);
	sysreg_write(sp_el0, a->sp_el0);
	sysreg_write(tpidr_el0, a->tpidr_el0);
	a->started = sysreg_read(cntpct_el0);
	a->frame.vcpu->cpu->inside = a->vm;
	dmb(ish);
}

void activation_resume(struct activation *a)
{
	go_on(a);
	if (a->kind == BULKHEAD_REQUEST_INIT && !change_init(a, INIT_WAITS, 0) &&
	    !change_init(a, 0, 0)) {
		/* Another client continues this INIT, and may still be copying its registers. */
		spin_lock(&a->instance->lock);
		spin_unlock(&a->instance->lock);
		a->generation--; /* stale */
	}
}

void activation_suspend(struct activation *a)
{
	uint64_t used = sysreg_read(cntpct_el0) - a->started;

	a->sp_el0 = sysreg_read(sp_el0);
	a->tpidr_el0 = sysreg_read(tpidr_el0);
	a->budget_left -= used < a->budget_left ? used : a->budget_left;
	a->frame.vcpu->cpu->inside = NULL;
	/* Other clients may continue an INIT, except while it is in an exclusive section, which ends soon. */
	if (a->kind == BULKHEAD_REQUEST_INIT && !a->section)
		change_init(a, 0, INIT_WAITS);
}

struct frame *activation_take_over(struct activation *a, const struct activation *from)
{
	struct vcpu *v = a->frame.vcpu;

	for (unsigned i = 0; i < 31; i++)
		a->frame.x[i] = from->frame.x[i];
	a->frame.pc = from->frame.pc;
	a->frame.pstate = from->frame.pstate;
	a->sp_el0 = from->sp_el0; /* in the stack of `from`, which nobody else uses now */
	a->tpidr_el0 = from->tpidr_el0;
	a->budget_left = from->budget_left;
	a->generation = a->instance->generation;
	a->kind = from->kind;
	a->slow_reply = 1;
	v->active = &a->frame;
	go_on(a);
	activation_note_begin(a);
	return &a->frame;
}

void activation_note_begin(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;

	trace(BULKHEAD_TRACE_FORWARD, v->id, a->config->extension, a->kind);
	a->slow_reply |= v->cpu->trace != NULL;
	if (activation_deadline(a) < v->cpu->deadline)
		sched_program(v->cpu, activation_deadline(a));
}

struct frame *activation_notice(struct activation *a, enum bulkhead_request kind)
{
	struct vcpu *v = a->frame.vcpu;

	unsigned flags =
	    kind == BULKHEAD_REQUEST_INIT && a->instance->last ? BULKHEAD_REQUEST_LAST : 0;

	a->kind = kind;
	a->slow_reply = 1;
	for (unsigned i = 1; i <= REQUEST_ARGUMENTS; i++)
		a->frame.x[i] = 0;
	return activation_begin(
	    a, v, v->cpu,
	    BULKHEAD_REQUEST_HEADER(kind, flags, a->config->badge, v->config->vm, v->config->index),
	    ticks(a->config->budget_us));
}

struct frame *activation_return(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	struct cpu *c = v->cpu;

	a->slow_reply = 0;
	v->active = a->caller;
	c->inside = NULL;
	if (a->caller->activation) {
		activation_resume(a->caller->activation);
		c->reschedule |= activation_stale(a->caller->activation);
		return a->caller;
	}
	activation_leave_registers(v);
	errata_switch_vm();
	return a->caller;
}

void activation_ring(struct activation *a)
{
	__atomic_store_n(&a->notified, true, __ATOMIC_RELEASE);
	vcpu_kick(a->frame.vcpu, VCPU_REQUEST_NOTIFY);
}

void activation_ring_again(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;

	__atomic_store_n(&a->notified, true, __ATOMIC_RELEASE);
	__atomic_fetch_or(&v->requests, VCPU_REQUEST_NOTIFY, __ATOMIC_RELAXED);
	gic->send_kick(v->cpu->index);
}

void activation_rewind(struct activation *a)
{
	if (a->kind == BULKHEAD_REQUEST_SMC || a->kind == BULKHEAD_REQUEST_HVC ||
	    a->kind == BULKHEAD_REQUEST_CALL)
		a->caller->pc -= 4;
}

void activation_answer_error(struct activation *a)
{
	struct frame *g = a->caller;

	if (a->kind == BULKHEAD_REQUEST_NOTIFY)
		return; /* no request waits for an answer */
	if (a->route->on_failure == MANIFEST_FAILURE_RETRY &&
	    a->instance->status.instance != BULKHEAD_INSTANCE_FAILED) {
		activation_rewind(a);
		return;
	}
	if (a->route->on_failure != MANIFEST_FAILURE_ERROR && a->kind == BULKHEAD_REQUEST_MMIO) {
		/* A device that isn't there: a write is dropped, a read yields the route's value. */
		activation_answer_access(a, g, a->route->error);
		return;
	}
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
	default: /* as without a route */
		if (a->kind == BULKHEAD_REQUEST_UNHANDLED && (a->access & ACCESS_ABORT))
			inject_abort(g, a->far, a->access & ACCESS_INSTRUCTION);
		else
			inject_undefined(g);
	}
}
