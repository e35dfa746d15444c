/* SPDX-License-Identifier: BSD-3-Clause */
/* The forwarded call: guest (or extension) to extension, and its reply. Design, section 5. */
#include <bulkhead/armv8.h>
#include "context.h"
#include "exit.h"
#include "extension.h"
#include "sched.h"
#include "print.h"
#include "trace.h"
#include "vgic.h"
#include "vm.h"

#define PSTATE_EL0_DAIF 0x3c0u

uint64_t mmio_extend(uint64_t value, unsigned size, bool sign, bool wide);

const struct manifest_route *route_find(const struct manifest_vm *vm, enum manifest_class class,
					uint64_t key)
{
	const struct manifest_route *routes = manifest->routes + vm->routes[class].first;
	uint32_t count = vm->routes[class].count;

	while (count) {
		const struct manifest_route *middle = &routes[count / 2];

		if (key < middle->first) {
			count /= 2;
		} else if (key > middle->last) {
			routes = middle + 1;
			count -= count / 2 + 1;
		} else {
			return middle;
		}
	}
	return NULL;
}

void extension_init_activation(uint32_t id)
{
	struct activation *a = activation_state(id);
	struct vcpu *v = vcpu_state(manifest->activations[id].vcpu);

	a->config = &manifest->activations[id];
	a->vm = &manifest->vms[a->config->extension];
	a->instance = vm_state(a->config->extension);
	a->frame.vcpu = v;
	a->frame.el2_stack = v->frame.el2_stack;
	a->frame.activation = a;
}

/*
 * Registers of an activation. SCTLR_EL1 and TCR_EL1 are neutral before stage 2 and HCR_EL2 change: TCR_EL1
 * decides about tagged addresses even with stage 1 off, and some cores walk tables speculatively.
 */
static inline void enter_registers(const struct manifest_vm *vm)
{
	sysreg_write(tcr_el1, TCR_EL1_NO_WALKS);
	sysreg_write(sctlr_el1, SCTLR_EL1_RES1);
	isb();
	sysreg_write(mdscr_el1, 0);
	sysreg_write(cntkctl_el1, 0);
	sysreg_write(tpidrro_el0, 0);
	sysreg_write(cptr_el2, vm->cptr_el2);
	sysreg_write(vtcr_el2, vm->vtcr_el2);
	sysreg_write(vttbr_el2, vm->vttbr_el2);
	sysreg_write(hcr_el2, vm->passive_hcr_el2);
	if (vm->flags & MANIFEST_VM_VMID_SHARED) {
		isb();
		__asm__ volatile("tlbi vmalls12e1");
		dsb(nsh);
	}
}

/*
 * This core is inside the instance from here on; was that in time? Either this sees that the instance isn't
 * ready any more, or who restarts it sees this core inside (evict() in instance.c). The generation is
 * read first: one that changes meanwhile makes the activation stale. tests/model/ checks this.
 */
static inline bool enter_instance(struct activation *a, struct cpu *c)
{
	const volatile struct vm *instance = a->instance;

	a->generation = instance->generation;
	if (instance->instance != INSTANCE_READY)
		return false; /* without showing up inside: cores that retry don't keep each other off */
	c->inside = a->vm;
	dmb(ish);
	return instance->instance == INSTANCE_READY;
}

void extension_resume(struct activation *a)
{
	enter_registers(a->vm);
	sysreg_write(sp_el0, a->sp_el0);
	sysreg_write(tpidr_el0, a->tpidr_el0);
	a->started = sysreg_read(cntpct_el0);
	a->frame.vcpu->cpu->inside = a->vm;
	dmb(ish);
}

void extension_suspend(struct activation *a)
{
	uint64_t used = sysreg_read(cntpct_el0) - a->started;

	a->sp_el0 = sysreg_read(sp_el0);
	a->tpidr_el0 = sysreg_read(tpidr_el0);
	a->budget_left -= used < a->budget_left ? used : a->budget_left;
	a->frame.vcpu->cpu->inside = NULL;
}

/* Copy registers: all are read before any is written, so that pairs are moved. */
static inline void copy_four(uint64_t *to, const uint64_t *from)
{
	uint64_t a = from[0], b = from[1], c = from[2], d = from[3];

	to[0] = a;
	to[1] = b;
	to[2] = c;
	to[3] = d;
}
static inline void copy_eight(uint64_t *to, const uint64_t *from)
{
	copy_four(to, from);
	copy_four(to + 4, from + 4);
}

static inline struct frame *start(struct activation *a, struct vcpu *v, unsigned kind, const uint64_t *args)
{
	struct frame *f = &a->frame;

	a->kind = (uint8_t)kind;
	a->budget_left = a->budget;
	a->started = sysreg_read(cntpct_el0);
	f->x[0] = a->header | kind;
	copy_eight(&f->x[1], args);
	f->pc = a->vm->passive_entry;
	f->pstate = PSTATE_EL0_DAIF;
	sysreg_write(sp_el0, a->config->stack_top);
	sysreg_write(tpidr_el0, 0);
	v->active = f;
	if (v->cpu->trace)
		trace(BULKHEAD_TRACE_FORWARD, v->id, a->config->extension, kind);
	if (extension_deadline(a) < v->cpu->deadline)
		sched_program(v->cpu);
	return (struct frame *)((uintptr_t)f | 1);
}

struct frame *activation_start(struct activation *a, unsigned kind, const uint64_t *args)
{
	a->plain = 0;
	return start(a, a->frame.vcpu, kind, args);
}

/* What depends on the route alone is computed once. */
static __attribute__((noinline)) void set_route(struct activation *a, const struct manifest_route *route)
{
	const struct manifest_vcpu *client = a->frame.vcpu->config;

	a->route = route;
	a->header = BULKHEAD_REQUEST_HEADER(0, 0, route->badge, client->vm, client->index);
	a->budget = (uint64_t)route->budget_us * counter_hz / 1000000;
}

struct frame *extension_enter(struct vcpu *v, const struct manifest_route *route,
			      enum bulkhead_request kind, uint32_t access, const uint64_t *args)
{
	struct activation *a = activation_state(route->activation + v->config->index);
	struct frame *caller = v->active;

	v->counters[BULKHEAD_EXIT_FORWARD]++;
	if (a->route != route)
		set_route(a, route);
	a->caller = caller;
	a->access = access;
	a->kind = (uint8_t)kind;
	a->plain = caller == &v->frame;
	a->far = sysreg_read(far_el2);
	if (a->plain)
		el0_save(&v->el0);
	else
		extension_suspend(caller->activation);
	enter_registers(a->vm);
	if (!enter_instance(a, v->cpu) || a->gone)
		return instance_prepare(a);
	return start(a, v, kind, args);
}

void extension_reenter(struct activation *a)
{
	a->frame.vcpu->active = &a->frame;
	enter_registers(a->vm);
}

/* The guest's own registers again: those that EL0 feels change last. */
static inline void leave_registers(struct vcpu *v)
{
	vm_stage2_load(v->vm, vcpu_hcr(v));
	isb();
	el0_load(&v->el0);
}

struct frame *extension_leave(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	struct cpu *c = v->cpu;

	v->active = a->caller;
	c->inside = NULL;
	if (a->caller->activation) {
		extension_resume(a->caller->activation);
		c->reschedule |= extension_stale(a->caller->activation);
		return a->caller;
	}
	leave_registers(v);
	return a->caller;
}

void activation_rewind(struct activation *a)
{
	if (a->kind == BULKHEAD_REQUEST_SMC || a->kind == BULKHEAD_REQUEST_HVC ||
	    a->kind == BULKHEAD_REQUEST_CALL)
		a->caller->pc -= 4;
}

static inline void write_results(const struct activation *a, struct frame *g, const uint64_t *x)
{
	if (a->kind <= BULKHEAD_REQUEST_HVC) {
		copy_four(g->x, &x[1]);
		if (a->route->results > 4)
			copy_four(&g->x[4], &x[5]);
	} else if (a->kind == BULKHEAD_REQUEST_CALL) {
		copy_eight(g->x, x);
		g->x[0] = BULKHEAD_OK;
	} else {
		if (!ACCESS_WRITE(a->access) && a->kind != BULKHEAD_REQUEST_UNHANDLED)
			frame_write(g, ACCESS_INDEX(a->access),
				    mmio_extend(x[1], ACCESS_SIZE(a->access), ACCESS_SIGN_EXTEND(a->access),
						ACCESS_WIDE(a->access)));
		g->pc += 4;
	}
}

/* The guest's requests that came meanwhile, and scheduling. */
static inline struct frame *back_to_caller(struct vcpu *v, struct frame *g)
{
	if (v->requests)
		vcpu_serve(v->cpu, v);
	return sched_check(v->cpu, g);
}

static __attribute__((noinline)) struct frame *reply(struct activation *a)
{
	const uint64_t *x = a->frame.x;
	struct vcpu *v = a->frame.vcpu;
	struct frame *g;

	if (x[0] >= BULKHEAD_ACTION_COUNT || a->section)
		return extension_fault(a, a->section ? "replied inside an exclusive section" : "bad reply", 0);
	if (a->kind == BULKHEAD_REQUEST_INIT || a->kind == BULKHEAD_REQUEST_CLIENT_GONE)
		return back_to_caller(v, instance_prepared(a));
	if (v->cpu->trace)
		trace(BULKHEAD_TRACE_REPLY, v->id, a->config->extension, x[0]);
	g = extension_leave(a);
	if (x[0] == BULKHEAD_RESUME) {
		write_results(a, g, x);
	} else if (a->kind == BULKHEAD_REQUEST_CALL) {
		g->x[0] = (uint64_t)BULKHEAD_E_INVALID;
	} else {
		activation_rewind(a);
		if (x[0] == BULKHEAD_UNDEFINED)
			inject_undefined(g);
		else if (x[0] == BULKHEAD_ABORT)
			inject_abort(g, a->far, false);
	}
	return back_to_caller(v, g);
}

/* Route of call `index` of an extension for the client at the root of the request; NULL: no such call. */
static const struct manifest_route *call_route(const struct activation *a, uint64_t index)
{
	const struct manifest_vm *vm = a->vm;

	for (uint32_t i = 0; i < vm->clients.count; i++)
		if (manifest->client_refs[vm->clients.first + i] == a->frame.vcpu->config->vm &&
		    index < vm->calls.count / vm->clients.count)
			return &manifest->routes[vm->calls.first + index * vm->clients.count + i];
	return NULL;
}

static struct frame *call_extension(struct activation *a)
{
	const struct manifest_route *route = call_route(a, a->frame.x[0]);
	struct vcpu *v = a->frame.vcpu;
	uint64_t *x = a->frame.x;
	uint64_t args[8] = { x[1], x[2], x[3], x[4], x[5], x[6], x[7], 0 };

	if (!route || a->section) {
		x[0] = (uint64_t)BULKHEAD_E_INVALID;
		return &a->frame;
	}
	return extension_enter(v, route, BULKHEAD_REQUEST_CALL, 0, args);
}

static int64_t do_inject(struct activation *a, uint64_t index, uint64_t level)
{
	const struct manifest_virq *target;

	if (index >= a->vm->inject.count || level > VGIC_PULSE)
		return BULKHEAD_E_INVALID;
	target = &manifest->virqs[a->vm->inject.first + index];
	vgic_inject(vcpu_state(target->vcpu), target->virq, (enum vgic_level)level);
	return BULKHEAD_OK;
}

static void do_print(const struct activation *a)
{
	const uint64_t *x = a->frame.x;

	if (x[0] <= 56)
		print_console(a->vm->name, (const char *)&x[1], (unsigned)x[0]);
}

/* Every exception of an activation but its reply. */
static __attribute__((noinline)) struct frame *other_exit(struct activation *a, uint64_t esr)
{
	uint64_t *x = a->frame.x;

	if (ESR_EC(esr) != EC_SVC64)
		return extension_fault(a, "fault", esr);
	switch (ESR_ISS(esr)) {
	case BULKHEAD_SVC_PRINT:
		do_print(a);
		break;
	case BULKHEAD_SVC_TIME:
		x[0] = sysreg_read(cntpct_el0);
		x[1] = counter_hz;
		break;
	case BULKHEAD_SVC_INJECT:
		x[0] = (uint64_t)do_inject(a, x[0], x[1]);
		break;
	case BULKHEAD_SVC_SECURE:
		secure_call(a, x);
		break;
	case BULKHEAD_SVC_CALL:
		return call_extension(a);
	case BULKHEAD_SVC_ENTER:
		x[0] = (uint64_t)exclusive_enter(a, x[0]);
		break;
	case BULKHEAD_SVC_LEAVE:
		x[0] = (uint64_t)exclusive_leave(a, x[0]);
		break;
	case BULKHEAD_SVC_RESTART:
		return extension_fault(a, "asked for its restart", 0);
	default:
		return extension_fault(a, "unknown call", esr);
	}
	a->frame.vcpu->counters[BULKHEAD_EXIT_EXTENSION_CALL]++;
	return sched_check(a->frame.vcpu->cpu, &a->frame);
}

#define ESR_REPLY ((uint64_t)EC_SVC64 << 26 | ESR_IL | BULKHEAD_SVC_REPLY)

struct frame *extension_exit(struct activation *a, uint64_t esr)
{
	struct vcpu *v = a->frame.vcpu;

	if (esr != ESR_REPLY)
		return other_exit(a, esr);
	if (a->frame.x[0] != BULKHEAD_RESUME || !a->plain || a->section || v->cpu->trace)
		return reply(a);
	v->active = &v->frame;
	v->cpu->inside = NULL;
	leave_registers(v);
	write_results(a, &v->frame, a->frame.x);
	return back_to_caller(v, &v->frame);
}
