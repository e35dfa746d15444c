/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of VMs and of their vCPUs. See vm.h. */
#include "vm/vm.h"
#include "vcpu/context.h"
#include "trap/exit.h"
#include "extension/extension.h"
#include "machine/gic.h"
#include "machine/print.h"
#include "trap/psci.h"
#include "sched/sched.h"
#include "machine/sysreg.h"
#include "machine/trace.h"
#include "vgic/vgic.h"

#define PSTATE_EL1H_DAIF 0x3c5u

/* atomic: VMs that are neither off nor crashed, without those that don't count */
static uint32_t vms_running;

void vcpu_reset_frame(struct vcpu *v, uint64_t pc, uint64_t argument)
{
	for (unsigned i = 1; i < 31; i++)
		v->frame.x[i] = 0;
	v->frame.x[0] = argument;
	v->frame.pc = pc;
	v->frame.pstate = PSTATE_EL1H_DAIF;
}

void vm_invalidate(const struct manifest_vm *vm)
{
	uint64_t vttbr = sysreg_read(vttbr_el2), tcr = sysreg_read(tcr_el1);

	/* No speculative walk by the loaded VM's tables gets this VM's number (errata 1319367, 1319537). */
	sysreg_write(tcr_el1, TCR_EL1_NO_WALKS);
	isb();
	sysreg_write(vttbr_el2, vm->vttbr_el2);
	isb();
	tlbi(vmalls12e1is);
	dsb(ish);
	sysreg_write(vttbr_el2, vttbr);
	isb();
	sysreg_write(tcr_el1, tcr);
	isb();
}

static void init_vcpu(uint32_t id)
{
	struct vcpu *v = vcpu_state(id);

	v->config = &manifest->vcpus[id];
	v->vm = &manifest->vms[v->config->vm];
	v->vm_state = vm_state(v->config->vm);
	v->cpu = (struct cpu *)manifest->cpus[v->config->cpu].state;
	v->id = id;
	v->active = &v->frame;
	v->frame.vcpu = v;
	v->frame.el2_stack = manifest->cpus[v->config->cpu].stack_top;
	sched_init_vcpu(v);
}

void vm_init_all(void)
{
	for (uint32_t i = 0; i < manifest->vcpu_count; i++)
		init_vcpu(i);
	for (uint32_t i = 0; i < manifest->activation_count; i++)
		extension_init_activation(i);
}

void vm_start_all(void)
{
	for (uint32_t i = 0; i < manifest->vm_count; i++)
		if (manifest->vms[i].flags & MANIFEST_VM_AUTOSTART)
			vm_start(&manifest->vms[i]);
}

static void set_state(const struct manifest_vm *vm, enum bulkhead_vm_state state)
{
	__atomic_store_n(&vm_state(vm_id(vm))->state, state, __ATOMIC_RELEASE);
	trace(BULKHEAD_TRACE_VM, vm_id(vm), state, 0);
}

static int begin(const struct manifest_vm *vm)
{
	struct vm *s = vm_state(vm_id(vm));
	struct vcpu *first = vcpu_state(vm->vcpus.first);
	uint64_t answer;

	answer = secure_calls(vm->secure_start);
	if (answer) {
		print("%s: the secure world refused it (answer %x): not started\n", vm->name,
		      answer);
		set_state(vm, BULKHEAD_VM_CRASHED);
		return BULKHEAD_E_BUSY;
	}
	vgic_vm_reset(vm, s);
	s->refusals = 0;
	vm_invalidate(vm);
	if (!(vm->flags & MANIFEST_VM_KEEPALIVE))
		__atomic_fetch_add(&vms_running, 1, __ATOMIC_RELAXED);
	s->watchdog_deadline =
	    vm->watchdog_us ? sysreg_read(cntpct_el0) + ticks(vm->watchdog_us) : 0;
	first->start_pc = vm->entry;
	first->start_argument = vm->entry_argument;
	first->on = 2;
	/* One is the VM's own, until vm_stop() has told all its vCPUs: then the last to park finishes it, once. */
	__atomic_fetch_add(&s->running, 2, __ATOMIC_ACQ_REL);
	set_state(vm, BULKHEAD_VM_RUNNING);
	vcpu_kick(first, VCPU_REQUEST_START);
	return BULKHEAD_OK;
}

int vm_start(const struct manifest_vm *vm)
{
	struct vm *s = vm_state(vm_id(vm));
	uint32_t state = s->state;

	/* For others it is stopping until it runs: one of two that want to start it does. */
	if (state == BULKHEAD_VM_RUNNING || state == BULKHEAD_VM_STOPPING || !vm->vcpus.count ||
	    !__atomic_compare_exchange_n(&s->state, &state, BULKHEAD_VM_STOPPING, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		return BULKHEAD_E_INVALID;
	return begin(vm);
}

int64_t vcpu_on(struct vcpu *v, uint64_t pc, uint64_t argument)
{
	uint8_t off = 0;

	if (v->vm_state->state != BULKHEAD_VM_RUNNING)
		return PSCI_DENIED;
	if (!__atomic_compare_exchange_n(&v->on, &off, 2, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_RELAXED))
		return off == 1 ? PSCI_ALREADY_ON : PSCI_ON_PENDING;
	v->start_pc = pc;
	v->start_argument = argument;
	__atomic_fetch_add(&v->vm_state->running, 1, __ATOMIC_ACQ_REL);
	vcpu_kick(v, VCPU_REQUEST_START);
	return PSCI_SUCCESS;
}

/* On its own core: power-on state, then ready. */
static void start_vcpu(struct cpu *c, struct vcpu *v)
{
	context_reset(v);
	vgic_vcpu_reset(v);
	v->hcr_el2 = v->vm->hcr_el2;
	if (v->config->index == 0 && (v->vm->flags & MANIFEST_VM_LOADER))
		v->hcr_el2 |= HCR_DC;
	vcpu_reset_frame(v, v->start_pc, v->start_argument);
	v->active = &v->frame;
	if (v->config->index == 0 && v->vm->watchdog_us)
		watchdog_set(c, v, v->vm_state->watchdog_deadline);
	__atomic_store_n(&v->on, 1, __ATOMIC_RELEASE);
	sched_wake(c, v);
}

/* The machine's work is done when no VM runs and none will. */
static void end_machine(void)
{
	if (manifest->board.idle_at_end)
		return;
	print("all VMs have ended: power off\n");
	psci_machine(PSCI_SYSTEM_OFF, 0, 0, 0);
}

static bool may_restart(const struct manifest_vm *vm, struct vm *s)
{
	uint64_t t = sysreg_read(cntpct_el0);

	if (t - s->window_start > ticks(vm->restart_window_us)) {
		s->window_start = t;
		s->restarts_in_window = 0;
	}
	return s->restarts_in_window++ < vm->max_restarts;
}

/* All its vCPUs are parked: what comes after. On the core of the last one. */
static void finish(const struct manifest_vm *vm)
{
	struct vm *s = vm_state(vm_id(vm));
	enum vm_end how = s->then;
	bool restart = how == VM_END_RESTART ? vm->on_reset == MANIFEST_POLICY_RESTART
		       : how == VM_END_FAULT ? vm->on_fault == MANIFEST_POLICY_RESTART
					     : false;

	extension_client_gone(vm);
	secure_calls(vm->secure_stop);
	if (restart && how == VM_END_FAULT && !may_restart(vm, s)) {
		print("%s: too many restarts: stays stopped\n", vm->name);
		restart = false;
	}
	if (restart) {
		s->restarts++;
		print("%s: restarts\n", vm->name);
		begin(vm);
	} else {
		set_state(vm, how == VM_END_FAULT ? BULKHEAD_VM_CRASHED : BULKHEAD_VM_OFF);
		print("%s: is off\n", vm->name);
	}
	if (!(vm->flags & MANIFEST_VM_KEEPALIVE) &&
	    __atomic_sub_fetch(&vms_running, 1, __ATOMIC_ACQ_REL) == 0)
		end_machine();
}

/* At the expense of its vCPU `v` of this core: one that does nothing but restart would take all of the core. */
static void finish_charged(struct cpu *c, struct vcpu *v)
{
	uint64_t began = sysreg_read(cntpct_el0);

	finish(v->vm);
	sched_charge(c, v, began);
}

void vcpu_park(struct cpu *c, struct vcpu *v)
{
	if (c->loaded == v)
		context_save(c, v);
	sched_block(c, v, VCPU_OFF);
	if (v->config->index == 0 && v->vm_state->state != BULKHEAD_VM_RUNNING)
		watchdog_cancel(c, v); /* after CPU_OFF, others must go on kicking it */
	__atomic_store_n(&v->on, 0, __ATOMIC_RELEASE);
	if (__atomic_sub_fetch(&v->vm_state->running, 1, __ATOMIC_ACQ_REL) == 0)
		finish_charged(c, v);
}

int vm_stop(const struct manifest_vm *vm, enum vm_end how)
{
	struct vm *s = vm_state(vm_id(vm));
	uint32_t running = BULKHEAD_VM_RUNNING;
	struct cpu *c = cpu_current();
	struct vcpu *caller = c->current;

	if (!__atomic_compare_exchange_n(&s->state, &running, BULKHEAD_VM_STOPPING, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		return BULKHEAD_E_INVALID;
	s->then = how;
	for (uint32_t i = 0; i < vm->vcpus.count; i++)
		vcpu_kick(vcpu_state(vm->vcpus.first + i), VCPU_REQUEST_STOP);
	if (__atomic_sub_fetch(&s->running, 1, __ATOMIC_ACQ_REL) == 0) {
		if (caller && caller->vm == vm)
			finish_charged(c, caller);
		else
			finish(vm);
	}
	return BULKHEAD_OK;
}

void vm_watchdog(struct vcpu *v)
{
	uint64_t deadline = v->vm_state->watchdog_deadline;

	if (v->vm_state->state != BULKHEAD_VM_RUNNING)
		return; /* stopped after a CPU_OFF of `v` */
	if (sysreg_read(cntpct_el0) < deadline) {
		watchdog_set(v->cpu, v, deadline);
		return;
	}
	print("%s: watchdog: no kick for %u us\n", v->vm->name, (uint64_t)v->vm->watchdog_us);
	vm_stop(v->vm, VM_END_FAULT);
}

int vm_watchdog_kick(struct vcpu *v)
{
	if (!v->vm->watchdog_us)
		return BULKHEAD_E_NOT_SUPPORTED;
	v->vm_state->watchdog_deadline = sysreg_read(cntpct_el0) + ticks(v->vm->watchdog_us);
	return BULKHEAD_OK;
}

void vcpu_serve(struct cpu *c, struct vcpu *v)
{
	uint32_t requests = __atomic_exchange_n(&v->requests, 0, __ATOMIC_ACQUIRE);

	if (requests & VCPU_REQUEST_STOP) {
		if (v->on == 1 && vcpu_in_extension(v)) {
			/* Its activation drains first: looked at again when it replies. */
			__atomic_fetch_or(&v->requests, VCPU_REQUEST_STOP, __ATOMIC_RELAXED);
			sched_wake(c, v);
		} else if (v->on == 1) {
			vcpu_park(c, v);
			return;
		}
	}
	if ((requests & VCPU_REQUEST_START) && v->on == 2) {
		/* Its VM may have been stopped since, or before, and run again: its state tells. */
		if (v->vm_state->state == BULKHEAD_VM_RUNNING)
			start_vcpu(c, v);
		else
			vcpu_park(c, v);
	}
	if (requests & VCPU_REQUEST_INTERRUPT) {
		if (c->loaded == v)
			vgic_flush(v);
		if (v->state == VCPU_BLOCKED && vgic_pending(v))
			sched_wake(c, v);
	}
	if (requests & VCPU_REQUEST_LEAVE)
		c->reschedule = 1;
}

void vcpu_kick(struct vcpu *v, uint32_t request)
{
	struct cpu *c = v->cpu;

	__atomic_fetch_or(&v->requests, request, __ATOMIC_RELEASE);
	if (c == cpu_current()) {
		vcpu_serve(c, v);
		return;
	}
	if (__atomic_exchange_n(&v->kicked, 1, __ATOMIC_ACQ_REL))
		return;
	v->kick_next = __atomic_load_n(&c->kicks, __ATOMIC_RELAXED);
	while (!__atomic_compare_exchange_n(&c->kicks, &v->kick_next, v, true, __ATOMIC_RELEASE,
					    __ATOMIC_RELAXED))
		;
	dsb(ishst);
	gic->send_kick(c->index);
}

struct frame *guest_fault(struct vcpu *v, const char *why, uint64_t esr)
{
	v->counters[BULKHEAD_EXIT_FAULT]++;
	trace(BULKHEAD_TRACE_FAULT, v->id, v->config->vm, esr);
	fault_report(v->vm->name, v->config->index, why, esr, &v->frame);
	vm_stop(v->vm, VM_END_FAULT);
	return sched_next(v->cpu);
}
