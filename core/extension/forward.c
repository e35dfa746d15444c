/* SPDX-License-Identifier: BSD-3-Clause */
/* The forwarded call: guest (or extension) to extension, and its reply. Design, section 5. */
#include <bulkhead/armv8.h>
#include "vcpu/context.h"
#include "machine/errata.h"
#include "trap/exit.h"
#include "extension/extension.h"
#include "sched/sched.h"
#include "machine/print.h"
#include "machine/trace.h"
#include "vgic/vgic.h"
#include "vm/vm.h"

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

static uint64_t header(const struct vcpu *v, const struct manifest_route *route,
		       enum bulkhead_request kind)
{
	return BULKHEAD_REQUEST_HEADER(kind, 0, route->badge, v->config->vm, v->config->index);
}

static void portal_set(struct portal *p, const struct vcpu *v, const struct manifest_route *route,
		       enum bulkhead_request kind)
{
	*p = (struct portal){.first = route->first,
			     .size = route->last - route->first + 1,
			     .header = header(v, route, kind),
			     .budget = ticks(route->budget_us),
			     .route = route,
			     .activation = activation_state(route->activation + v->config->index)};
}

__attribute__((noinline)) struct portal *portal_open(struct vcpu *v, enum manifest_class class,
						     uint64_t key)
{
	static const uint8_t kinds[MANIFEST_CLASS_COUNT] = {
	    [MANIFEST_CLASS_SMC] = BULKHEAD_REQUEST_SMC,
	    [MANIFEST_CLASS_HVC] = BULKHEAD_REQUEST_HVC,
	    [MANIFEST_CLASS_MMIO] = BULKHEAD_REQUEST_MMIO,
	    [MANIFEST_CLASS_SYSREG] = BULKHEAD_REQUEST_SYSREG,
	    [MANIFEST_CLASS_UNHANDLED] = BULKHEAD_REQUEST_UNHANDLED,
	};
	const struct manifest_route *route = route_find(v->vm, class, key);

	if (!route)
		return NULL;
	portal_set(&v->portals[class], v, route, kinds[class]);
	return &v->portals[class];
}

void extension_init_activation(uint32_t id)
{
	struct activation *a = activation_state(id);
	struct vcpu *v = vcpu_state(manifest->activations[id].vcpu);

	a->config = &manifest->activations[id];
	a->vm = &manifest->vms[a->config->extension];
	a->vmid_shared = (a->vm->flags & MANIFEST_VM_VMID_SHARED) != 0;
	a->entry = a->vm->passive_entry;
	a->stack_top = a->config->stack_top;
	a->instance = vm_state(a->config->extension);
	a->frame.vcpu = v;
	a->frame.el2_stack = v->frame.el2_stack;
	a->frame.activation = a;
	a->next = v->activations;
	v->activations = a;
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
	vm_stage2_load(vm, vm->passive_hcr_el2);
}

/* Nothing of what ran before is left in what `a` shares with it. */
static void separate(const struct activation *a)
{
	if (a->vmid_shared) {
		isb();
		__asm__ volatile("tlbi vmalls12e1");
		dsb(nsh);
	}
	errata_switch_vm();
}

static void reenter_registers(const struct activation *a)
{
	enter_registers(a->vm);
	separate(a);
}

/*
 * This core is inside the instance from here on; was that in time? Either this sees that the instance isn't
 * ready any more, or who restarts it sees this core inside (evict() in instance.c). The generation is
 * read first: one that changes meanwhile makes the activation stale. tests/model/ checks this.
 */
static inline bool enter_instance(struct activation *a, const struct manifest_vm *vm, struct cpu *c)
{
	const volatile struct vm *instance = a->instance;

	a->generation = instance->generation;
	if (instance->instance != INSTANCE_READY)
		return false; /* without showing up inside: cores that retry don't keep each other off */
	c->inside = vm;
	dmb(ish);
	return instance->instance == INSTANCE_READY;
}

void extension_resume(struct activation *a)
{
	reenter_registers(a);
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

/* What is rare at an entry: a trace, or a budget that ends before the core's next deadline. */
static __attribute__((noinline)) struct frame *started(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;

	trace(BULKHEAD_TRACE_FORWARD, v->id, a->config->extension, a->kind);
	a->special |= v->cpu->trace != NULL;
	if (extension_deadline(a) < v->cpu->deadline)
		sched_program(v->cpu);
	return (struct frame *)((uintptr_t)a | FRAME_FRESH);
}

/* Into it at its entry; true: started() has to do the rest. */
static inline bool start(struct activation *a, struct vcpu *v, struct cpu *c, uint64_t x0,
			 uint64_t budget)
{
	a->frame.x[0] = x0;
	a->budget_left = budget;
	a->started = sysreg_read(cntpct_el0);
	sysreg_write(sp_el0, a->stack_top);
	sysreg_write(tpidr_el0, 0);
	v->active = &a->frame;
	return __builtin_expect(extension_deadline(a) < c->horizon, 0);
}

struct frame *activation_start(struct activation *a, enum bulkhead_request kind)
{
	struct vcpu *v = a->frame.vcpu;

	static const uint64_t none[8];

	a->args = none;
	a->kind = kind;
	a->special = 1;
	start(a, v, v->cpu, header(v, a->route, kind), ticks(a->route->budget_us));
	return started(a);
}

/* The instance isn't ready, or isn't alone with its VMID or its predictor, or has to hear first that its client restarted. */
static __attribute__((noinline)) struct frame *enter_rarely(struct activation *a, bool ready,
							    uint64_t x0, uint64_t budget)
{
	struct vcpu *v = a->frame.vcpu;

	separate(a);
	if (!ready || a->gone)
		return instance_prepare(a);
	a->special |= a->predictor_shared; /* extension_leave() separates, too */
	start(a, v, v->cpu, x0, budget);
	return started(a);
}

static inline struct frame *enter(struct vcpu *v, struct frame *caller, const struct portal *p,
				  const uint64_t *args)
{
	struct activation *a = p->activation;
	uint64_t x0 = p->header, budget = p->budget;
	const struct manifest_vm *vm = a->vm;
	struct cpu *c = v->cpu;
	bool ready;

	v->counters[BULKHEAD_EXIT_FORWARD]++;
	a->route = p->route;
	a->caller = caller;
	a->args = args;
	a->kind = BULKHEAD_REQUEST_KIND(x0);
	enter_registers(vm);
	if (__builtin_expect(!(ready = enter_instance(a, vm, c)) || a->rare, 0))
		return enter_rarely(a, ready, x0, budget);
	if (start(a, v, c, x0, budget))
		return started(a);
	return activation_go(a);
}

struct frame *extension_enter(struct vcpu *v, const struct portal *p, const uint64_t *args)
{
	el0_save(&v->el0);
	return enter(v, &v->frame, p, args);
}

struct frame *extension_enter_unhandled(struct vcpu *v, const struct portal *p, uint64_t esr,
					uint64_t ipa)
{
	uint64_t far = sysreg_read(far_el2);
	struct activation *a = p->activation;

	a->access = esr & ESR_IL ? 0 : ACCESS_SHORT;
	if (ESR_EC(esr) == EC_DATA_ABORT_LOWER)
		a->access |= ACCESS_ABORT;
	else if (ESR_EC(esr) == EC_INSTRUCTION_ABORT_LOWER)
		a->access |= ACCESS_ABORT | ACCESS_INSTRUCTION;
	a->far = far;
	a->special = 1;
	return extension_enter(v, p, request_args(p, esr, far, ipa));
}

void extension_reenter(struct activation *a)
{
	a->frame.vcpu->active = &a->frame;
	reenter_registers(a);
}

/* The guest's own registers again: those that EL0 feels change last. */
static inline void leave_registers(struct vcpu *v)
{
	vm_stage2_load(v->vm, v->hcr_el2);
	isb();
	el0_load(&v->el0);
}

struct frame *extension_leave(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	struct cpu *c = v->cpu;

	a->special = 0;
	v->active = a->caller;
	c->inside = NULL;
	if (a->caller->activation) {
		extension_resume(a->caller->activation);
		c->reschedule |= extension_stale(a->caller->activation);
		return a->caller;
	}
	leave_registers(v);
	errata_switch_vm();
	return a->caller;
}

void activation_rewind(struct activation *a)
{
	if (a->kind == BULKHEAD_REQUEST_SMC || a->kind == BULKHEAD_REQUEST_HVC ||
	    a->kind == BULKHEAD_REQUEST_CALL)
		a->caller->pc -= 4;
}

/* Results of the request of frame `g`. */
static inline void write_call(const struct activation *a, struct frame *g)
{
	copy_four(g->x, &a->frame.x[1]);
	if (a->route->results > 4)
		copy_four(&g->x[4], &a->frame.x[5]);
}
static inline void write_access(const struct activation *a, struct frame *g)
{
	if (!(a->access & ISS_WNR))
		frame_write(g, ISS_SRT(a->access), mmio_extend(a->frame.x[1], a->access));
	g->pc += 4;
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
		g->pc += a->access & ACCESS_SHORT ? 2 : 4;
	} else {
		write_access(a, g);
	}
}

__attribute__((noinline)) struct frame *extension_left(struct vcpu *v, struct frame *g)
{
	if (v->requests)
		vcpu_serve(v->cpu, v);
	return sched_check(v->cpu, g);
}

static inline struct frame *back_to_caller(struct vcpu *v, const struct cpu *c, struct frame *g)
{
	return __builtin_expect(v->requests | c->reschedule, 0) ? extension_left(v, g) : g;
}

/* Result of a trapped access: apart, so that the way of a call needs no stack. */
static __attribute__((noinline)) struct frame *reply_access(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;

	write_access(a, &v->frame);
	return back_to_caller(v, v->cpu, &v->frame);
}

/* An extension's ABORT: of the access that trapped, if it was one. */
static void abort_access(const struct activation *a, struct frame *g)
{
	bool abort = a->kind == BULKHEAD_REQUEST_UNHANDLED && (a->access & ACCESS_ABORT);

	inject_abort(g, abort || a->kind == BULKHEAD_REQUEST_MMIO ? a->far : 0,
		     abort && (a->access & ACCESS_INSTRUCTION));
}

static __attribute__((noinline)) struct frame *reply(struct activation *a)
{
	const uint64_t *x = a->frame.x;
	struct vcpu *v = a->frame.vcpu;
	struct frame *g;

	a->frame.pc = sysreg_read(elr_el2);
	a->frame.pstate = sysreg_read(spsr_el2);
	if (x[0] >= BULKHEAD_ACTION_COUNT || a->section)
		return extension_fault(
		    a, a->section ? "replied inside an exclusive section" : "bad reply", 0);
	if (a->kind == BULKHEAD_REQUEST_INIT || a->kind == BULKHEAD_REQUEST_CLIENT_GONE)
		return extension_left(v, instance_prepared(a));
	if (v->cpu->trace)
		trace(BULKHEAD_TRACE_REPLY, v->id, a->config->extension, x[0]);
	g = extension_leave(a);
	if (x[0] == BULKHEAD_RESUME) {
		write_results(a, g);
	} else if (a->kind == BULKHEAD_REQUEST_CALL) {
		g->x[0] = (uint64_t)BULKHEAD_E_INVALID;
	} else {
		activation_rewind(a);
		if (x[0] == BULKHEAD_UNDEFINED)
			inject_undefined(g);
		else if (x[0] == BULKHEAD_ABORT)
			abort_access(a, g);
	}
	return extension_left(v, g);
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
	uint64_t *x;
	struct portal p;

	/* INIT doesn't call: its priority (instance.c) would be lost in the callee's own. */
	if (!route || a->section || a->kind == BULKHEAD_REQUEST_INIT) {
		a->frame.x[0] = (uint64_t)BULKHEAD_E_INVALID;
		return &a->frame;
	}
	portal_set(&p, v, route, BULKHEAD_REQUEST_CALL);
	x = p.activation->frame.x;
	copy_four(&x[1], &a->frame.x[1]);
	copy_four(&x[5], &a->frame.x[5]);
	x[8] = 0; /* it isn't handed over */
	p.activation->special = 1;
	extension_suspend(a);
	return enter(v, &a->frame, &p, &x[1]);
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

static int64_t do_print(const struct activation *a)
{
	const uint64_t *x = a->frame.x;

	if (x[0] > BULKHEAD_PRINT_BYTES_MAX)
		return BULKHEAD_E_INVALID;
	print_console(a->vm->name, (const char *)&x[1], (unsigned)x[0]);
	return BULKHEAD_OK;
}

/* Every exception of an activation but its reply. */
struct frame *extension_exit(struct activation *a, uint64_t esr)
{
	uint64_t *x = a->frame.x;

	if (ESR_EC(esr) != EC_SVC64)
		return extension_fault(a, "fault", esr);
	switch (ESR_ISS(esr)) {
	case BULKHEAD_SVC_PRINT:
		x[0] = (uint64_t)do_print(a);
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

struct frame *extension_reply(struct activation *a)
{
	struct vcpu *v = a->frame.vcpu;
	struct cpu *c = v->cpu;

	if (__builtin_expect(a->frame.x[0] != BULKHEAD_RESUME || a->special, 0))
		return reply(a);
	v->active = &v->frame;
	c->inside = NULL;
	leave_registers(v);
	if (a->kind > BULKHEAD_REQUEST_HVC)
		return reply_access(a);
	write_call(a, &v->frame);
	return back_to_caller(v, c, &v->frame);
}
