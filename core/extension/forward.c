/* SPDX-License-Identifier: BSD-3-Clause */
#include "extension/forward.h"
#include <arm/esr.h>
#include "extension/instance.h"
#include "machine/speculation.h"
#include "machine/trace.h"
#include "sched/sched.h"
#include "vcpu/inject.h"

/* The slow path: the instance isn't ready, or shares its VMID or predictor. Inlined, it costs each call 9 instructions. */
static __attribute__((noinline)) struct frame *enter_after_work(struct activation *a, bool ready,
								uint64_t header, uint64_t budget)
{
	struct vcpu *v = a->frame.vcpu;

	activation_separate(a);
	if (!ready)
		return instance_prepare(a);
	a->slow_reply |= a->predictor_shared; /* activation_return() separates, too */
	return activation_begin(a, v, v->cpu, header, budget);
}

static inline struct frame *enter(struct vcpu *v, struct frame *caller,
				  const struct cached_route *p)
{
	struct activation *a = p->activation;
	uint64_t header = p->header, budget = p->budget;
	const struct manifest_vm *vm = a->vm;
	struct cpu *c = v->cpu;
	bool ready;

	v->counters[BULKHEAD_EXIT_FORWARD]++;
	a->route = p->route;
	a->caller = caller;
	a->kind = BULKHEAD_REQUEST_KIND(header);
	activation_enter_registers(vm);
	ready = activation_enter_instance(a, vm, c);
	if (!ready || a->entry_work)
		return enter_after_work(a, ready, header, budget);
	return activation_begin(a, v, c, header, budget);
}

struct frame *extension_enter(struct vcpu *v, const struct cached_route *p)
{
	el0_save(&v->el0);
	return enter(v, &v->frame, p);
}

struct frame *extension_enter_unhandled(struct vcpu *v, const struct cached_route *p, uint64_t esr,
					ipa_t ipa)
{
	uint64_t far = sysreg_read(far_el2);
	struct activation *a = p->activation;

	a->access = esr & ESR_IL ? 0 : ACCESS_SHORT;
	if (ESR_EC(esr) == ESR_EC_DATA_ABORT_LOWER)
		a->access |= ACCESS_ABORT;
	else if (ESR_EC(esr) == ESR_EC_INSTRUCTION_ABORT_LOWER)
		a->access |= ACCESS_ABORT | ACCESS_INSTRUCTION;
	a->far = far;
	a->slow_reply = 1;
	request_arguments(p, esr, far, ipa.value);
	return extension_enter(v, p);
}

/* Write the results of a call into its caller's frame `g`. */
static inline void write_call(const struct activation *a, struct frame *g)
{
	copy_four(g->x, &a->frame.x[1]);
	if (a->route->results > 4)
		copy_four(&g->x[4], &a->frame.x[5]);
}
static void write_results(const struct activation *a, struct frame *g)
{
	if (a->kind <= BULKHEAD_REQUEST_HVC) {
		write_call(a, g);
	} else if (a->kind == BULKHEAD_REQUEST_CALL) {
		copy_four(g->x, a->frame.x);
		copy_four(&g->x[4], &a->frame.x[4]);
		g->x[0] = BULKHEAD_OK;
	} else if (a->kind == BULKHEAD_REQUEST_UNHANDLED) {
		frame_skip(g, a->access & ACCESS_SHORT ? 2 : 4);
	} else {
		activation_answer_access(a, g, a->frame.x[1]);
	}
}

static inline struct frame *back_to_caller(const struct vcpu *v, const struct cpu *c,
					   struct frame *g)
{
	return v->requests | c->reschedule ? NULL : g;
}

/* Carry out an extension's ABORT, with the address of the access that trapped, if it was an access. */
static void answer_abort(const struct activation *a, struct frame *g)
{
	bool abort = a->kind == BULKHEAD_REQUEST_UNHANDLED && (a->access & ACCESS_ABORT);

	inject_abort(g, abort || a->kind == BULKHEAD_REQUEST_MMIO ? a->far : 0,
		     abort && (a->access & ACCESS_INSTRUCTION));
}

/* The reply to a request of the core itself. */
static struct frame *notice_reply(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	bool gone = a->kind == BULKHEAD_REQUEST_CLIENT_GONE && v->life;
	bool wait = a->frame.x[0] == BULKHEAD_WAIT;
	bool again = a->kind == BULKHEAD_REQUEST_NOTIFY && a->frame.x[0] == BULKHEAD_RETRY;
	struct frame *g = instance_notice_reply(a);

	if (again)
		activation_ring_again(a);

	if (gone) {
		instance_gone_reply(a, wait);
		return NULL; /* vm_life() goes on */
	}
	return back_to_caller(v, v->cpu, g);
}

/* Any other reply. Inlined, it costs every forwarded call 8 instructions. */
static __attribute__((noinline)) struct frame *reply(struct activation *a)
{
	const uint64_t *x = a->frame.x;
	struct vcpu *v = a->frame.vcpu;
	struct frame *g;

	a->frame.pc = sysreg_read(elr_el2);
	a->frame.pstate = sysreg_read(spsr_el2);
	if (x[0] >= BULKHEAD_ACTION_COUNT || a->section)
		return instance_fault(
		    a, a->section ? "replied inside an exclusive section" : "bad reply", 0);
	if (a->kind == BULKHEAD_REQUEST_INIT || a->kind == BULKHEAD_REQUEST_CLIENT_GONE ||
	    a->kind == BULKHEAD_REQUEST_NOTIFY)
		return notice_reply(a);
	if (v->cpu->trace)
		trace(BULKHEAD_TRACE_REPLY, v->id, a->config->extension, x[0]);
	g = activation_return(a);
	if (x[0] == BULKHEAD_RESUME) {
		write_results(a, g);
	} else if (a->kind == BULKHEAD_REQUEST_CALL) {
		g->x[0] = (uint64_t)BULKHEAD_E_INVALID;
	} else {
		activation_rewind(a);
		if (x[0] == BULKHEAD_UNDEFINED)
			inject_undefined(g);
		else if (x[0] == BULKHEAD_ABORT)
			answer_abort(a, g);
		else if (x[0] == BULKHEAD_WAIT && !g->activation && !activation_notify_due(a))
			sched_block(v->cpu, v, VCPU_BLOCKED); /* a ring from here on wakes it */
	}
	return back_to_caller(v, v->cpu, g);
}

struct frame *extension_reply(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	struct cpu *c = v->cpu;

	if (a->frame.x[0] != BULKHEAD_RESUME || a->slow_reply)
		return reply(a);
	v->active = &v->frame;
	c->inside = NULL;
	activation_leave_registers(v);
	if (a->kind > BULKHEAD_REQUEST_HVC)
		activation_answer_access(a, &v->frame, a->frame.x[1]);
	else
		write_call(a, &v->frame);
	return back_to_caller(v, c, &v->frame);
}

/* Route of call `index` of an extension for the client at the root of the request; NULL: no such call. */
static const struct manifest_route *call_route(const struct activation *a, uint64_t index)
{
	const struct manifest_vm *vm = a->vm;

	for (uint32_t i = 0; i < vm->clients.count; i++)
		if (manifest->client_refs[vm->clients.first + i] == a->frame.vcpu->config->vm &&
		    index < vm->calls.count / vm->clients.count)
			return &manifest->routes[vm->calls.first +
						 index_nospec(index, vm->calls.count) *
						     vm->clients.count +
						 i];
	return NULL;
}

struct frame *extension_call(struct activation *a)
{
	const struct manifest_route *route = call_route(a, a->frame.x[0]);
	struct vcpu *v = a->frame.vcpu;
	uint64_t *x;
	struct cached_route p;

	/* INIT may not call: another client may have to continue it (activation_take_over()). */
	if (!route || a->section || a->kind == BULKHEAD_REQUEST_INIT) {
		a->frame.x[0] = (uint64_t)BULKHEAD_E_INVALID;
		return &a->frame;
	}
	route_prepare(&p, v, route, BULKHEAD_REQUEST_CALL);
	x = p.activation->frame.x;
	copy_four(&x[1], &a->frame.x[1]);
	copy_four(&x[5], &a->frame.x[5]);
	x[8] = 0; /* a call has seven arguments */
	p.activation->slow_reply = 1;
	activation_suspend(a);
	return enter(v, &a->frame, &p);
}
