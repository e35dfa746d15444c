/* SPDX-License-Identifier: BSD-3-Clause */
#include "vm/vcpu_life.h"
#include <arm/psci.h>
#include "machine/gic.h"
#include "machine/sysreg.h"
#include "sched/sched.h"
#include "sched/timer.h"
#include "vcpu/kick.h"
#include "vcpu/registers.h"
#include "vgic/reset.h"
#include "vm/notify.h"
#include "vm/switch.h"
#include "vm/vm.h"

/* The rest is served at a later interrupt, so that more urgent work comes first. A start takes as long as four others. */
#define KICKS_AT_ONCE 4

void vcpu_reset_frame(struct vcpu *v, ipa_t entry, uint64_t argument)
{
	for (unsigned i = 1; i < 31; i++)
		v->frame.x[i] = 0;
	v->frame.x[0] = argument;
	v->frame.pc = entry.value;
	v->frame.pstate = PSTATE_EL1H_DAIF;
}

int64_t vcpu_on(struct vcpu *v, ipa_t entry, uint64_t argument)
{
	uint8_t off = 0;

	if (v->vm_state->status.state != BULKHEAD_VM_RUNNING)
		return PSCI_DENIED;
	if (!compare_exchange(&v->on, &off, VCPU_ON_PENDING))
		return off == VCPU_ON ? PSCI_ALREADY_ON : PSCI_ON_PENDING;
	v->start_entry = entry;
	v->start_argument = argument;
	__atomic_fetch_add(&v->vm_state->running, 1, __ATOMIC_ACQ_REL);
	vcpu_kick(v, VCPU_REQUEST_START);
	return PSCI_SUCCESS;
}

/* Called on the vCPU's own core: set its power-on state, then make it ready. */
static void start_vcpu(struct cpu *c, struct vcpu *v)
{
	registers_reset(v);
	vgic_vcpu_reset(v);
	vcpu_reset_frame(v, v->start_entry, v->start_argument);
	v->active = &v->frame;
	__atomic_store_n(&v->on, VCPU_ON, __ATOMIC_RELEASE);
	sched_wake(c, v);
}

void vcpu_park(struct cpu *c, struct vcpu *v)
{
	if (c->loaded == v)
		switch_out(c);
	sched_block(c, v, VCPU_OFF);
	if (v->config->index == 0 && v->vm_state->status.state != BULKHEAD_VM_RUNNING)
		watchdog_cancel(c, v); /* after CPU_OFF, others must go on kicking it */
	__atomic_store_n(&v->on, VCPU_NOT_ON, __ATOMIC_RELEASE);
	vm_vcpu_parked(v);
}

void vcpu_suspend(struct cpu *c, struct vcpu *v, ipa_t entry, uint64_t argument)
{
	struct el1_context *e = &v->el1;
	struct el1_context was;

	if (!vgic_pending(v))
		sched_block(c, v, VCPU_BLOCKED);
	switch_out(c); /* sets the timer that wakes it */
	was = *e;
	registers_reset(v);
	e->cntv_cval = was.cntv_cval;
	e->cntv_ctl = was.cntv_ctl;
	e->cntp_cval = was.cntp_cval;
	e->cntp_ctl = was.cntp_ctl;
	vcpu_reset_frame(v, entry, argument);
}

/* The VM's first vCPU gets its turn for the VM's end or start, even if its guest has left timers. */
static void begin_life(struct cpu *c, struct vcpu *v)
{
	v->life = true;
	v->el1.cntv_ctl = v->el1.cntp_ctl = 0;
	v->vm_state->drain_end = 0;
	sched_wake(c, v);
}

void vcpu_serve(struct cpu *c, struct vcpu *v)
{
	uint32_t requests = __atomic_exchange_n(&v->requests, 0, __ATOMIC_ACQUIRE);

	if (requests & VCPU_REQUEST_END)
		vm_pass_end(v);
	if (requests & (VCPU_REQUEST_STOP | VCPU_REQUEST_END)) {
		if (v->on == VCPU_ON && vcpu_in_extension(v)) {
			/* The activation must end first: the request is served again when the activation replies. */
			__atomic_fetch_or(&v->requests, VCPU_REQUEST_STOP, __ATOMIC_RELAXED);
			sched_wake(c, v);
		} else if (v->on == VCPU_ON) {
			vcpu_park(c, v);
			return;
		}
	}
	if ((requests & VCPU_REQUEST_START) && v->on == VCPU_ON_PENDING) {
		/* Its VM may have been stopped since the request, so check that the VM runs. */
		if (v->vm_state->status.state == BULKHEAD_VM_RUNNING)
			start_vcpu(c, v);
		else
			vcpu_park(c, v);
	}
	if (requests & VCPU_REQUEST_LIFE) {
		/* Stays until vm_life() has done all of it. */
		__atomic_fetch_or(&v->requests, VCPU_REQUEST_LIFE, __ATOMIC_RELAXED);
		if (!v->life)
			begin_life(c, v);
	}
	if (requests & VCPU_REQUEST_INTERRUPT) {
		if (c->loaded == v)
			vm_notify(v->vm, vgic_flush(v));
		if (v->state == VCPU_BLOCKED && vgic_pending(v))
			sched_wake(c, v);
	}
	if (requests & VCPU_REQUEST_LEAVE)
		c->reschedule = 1;
	if (requests & VCPU_REQUEST_NOTIFY) {
		/* run_next() makes the request as soon as `v` is about to run its guest. */
		__atomic_fetch_or(&v->requests, VCPU_REQUEST_NOTIFY, __ATOMIC_RELAXED);
		if (v->state == VCPU_BLOCKED)
			sched_wake(c, v);
	}
}

/*
 * Take the first vCPU out of the list of kicks, which isn't empty. Other cores only put vCPUs behind the last. NULL: one of them is
 * about to put a vCPU behind the only one, and interrupts this core afterwards.
 */
static struct vcpu *take_kick(struct cpu *c)
{
	struct vcpu *v = __atomic_load_n(&c->kicks, __ATOMIC_ACQUIRE), *last = v;

	c->kicks = __atomic_load_n(&v->kick_next, __ATOMIC_ACQUIRE);
	if (!c->kicks && !compare_exchange(&c->last_kick, &last, NULL)) {
		c->kicks = v;
		return NULL;
	}
	__atomic_store_n(&v->in_kick_list, 0, __ATOMIC_RELEASE);
	return v;
}

void vcpu_leave_kicks(struct cpu *c)
{
	c->kicks_later = c->kicks != NULL;
	if (c->kicks_later)
		gic->send_kick(c->index);
}

void vcpu_serve_kicks(struct cpu *c)
{
	for (unsigned n = 0; c->kicks && n < KICKS_AT_ONCE; n++) {
		uint64_t began = sysreg_read(cntpct_el0);
		struct vcpu *v = take_kick(c);

		if (!v)
			break;
		/* The others come later: a start takes long, and a loaded vCPU may be kicked again and again. */
		if (v == c->loaded || (v->requests & VCPU_REQUEST_START))
			n = KICKS_AT_ONCE;
		vcpu_serve(c, v);
		if (v->requests)
			c->reschedule = 1;
		sched_charge(c, v, began);
	}
	vcpu_leave_kicks(c);
}
