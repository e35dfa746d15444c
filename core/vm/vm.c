/* SPDX-License-Identifier: BSD-3-Clause */
#include "vm/vm.h"
#include <arm/psci.h>
#include <bulkhead/timing.h>
#include <bulkhead/armv8.h>
#include "extension/instance.h"
#include "extension/notify.h"
#include "extension/secure.h"
#include "machine/print.h"
#include "machine/smc.h"
#include "machine/smmu.h"
#include "machine/sysreg.h"
#include "machine/trace.h"
#include "sched/sched.h"
#include "sched/timer.h"
#include "vcpu/kick.h"
#include "vcpu/registers.h"
#include "vgic/reset.h"
#include "vm/notify.h"
#include "vm/switch.h"

/* atomic: VMs that are neither off nor crashed, without those with `keepalive` */
static uint32_t vms_running;

void vm_invalidate(const struct manifest_vm *vm)
{
	uint64_t vttbr = sysreg_read(vttbr_el2), tcr = sysreg_read(tcr_el1);

	/* Keep speculative walks with the loaded VM's tables from using this VM's VMID (errata 1319367, 1319537). */
	sysreg_write(tcr_el1, TCR_EL1_NO_WALKS);
	isb();
	sysreg_write(vttbr_el2, vm->vttbr_el2);
	isb();
	/* Twice: on some cores a first one may leave entries (errata 1286807, 2441007, 2441009). */
	tlbi(vmalls12e1is);
	dsb(ish);
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
	v->hcr_el2 = v->vm->hcr_el2;
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
		activation_init(i);
}

void vm_start_all(void)
{
	for (uint32_t i = 0; i < manifest->vm_count; i++)
		if (manifest->vms[i].flags & MANIFEST_VM_AUTOSTART)
			vm_start(&manifest->vms[i]);
}

/* Signal the VMs that may control others that the state of a VM has changed. */
static void tell(void)
{
	for (uint32_t i = 0; i < manifest->events.count; i++)
		virq_set(&manifest->virqs[manifest->events.first + i], VGIC_PULSE);
}

static void set_state(const struct manifest_vm *vm, enum bulkhead_vm_state state)
{
	__atomic_store_n(&vm_state(vm_id(vm))->status.state, state, __ATOMIC_RELEASE);
	trace(BULKHEAD_TRACE_VM, vm_id(vm), state, 0);
	tell();
}

/* The first vCPU does the next step of its VM's life as soon as it has its turn: VCPU_REQUEST_LIFE. */
static void live(const struct manifest_vm *vm)
{
	vcpu_kick(vcpu_state(vm->vcpus.first), VCPU_REQUEST_LIFE);
}

/* Set the state that a VM's first vCPU gets at the VM's start, but not when the guest turns the vCPU off and on again. */
static void begin_first(const struct manifest_vm *vm, struct vcpu *first)
{
	struct vm *s = first->vm_state;

	first->hcr_el2 = vm->hcr_el2 | (vm->flags & MANIFEST_VM_LOADER ? HCR_DC : 0);
	if (vm->watchdog_us) {
		s->watchdog_deadline = sysreg_read(cntpct_el0) + ticks(vm->watchdog_us);
		watchdog_set(first->cpu, first, s->watchdog_deadline);
	}
	notify_eager(first);
	first->start_entry = (ipa_t){vm->entry};
	first->start_argument = vm->entry_argument;
	first->on = VCPU_ON_PENDING;
}

static bool begin(const struct manifest_vm *vm)
{
	struct vm *s = vm_state(vm_id(vm));
	struct vcpu *first = vcpu_state(vm->vcpus.first);
	uint64_t answer;

	if (!smmu_streams(vm, true))
		return false;
	answer = secure_call_each(vm->secure_start);
	if (answer) {
		print("%s: the secure world refused it (answer %x): not started\n", vm->name,
		      answer);
		return false;
	}
	s->refusals = 0;
	s->began = sysreg_read(cntpct_el0);
	vm_invalidate(vm);
	begin_first(vm, first);
	/* One count is the VM's own and passes to the vCPUs that haven't heard of its end: the last to park finishes it, once. */
	__atomic_fetch_add(&s->running, 2, __ATOMIC_ACQ_REL);
	set_state(vm, BULKHEAD_VM_RUNNING);
	vcpu_kick(first, VCPU_REQUEST_START);
	return true;
}

int vm_start(const struct manifest_vm *vm)
{
	struct vm *s = vm_state(vm_id(vm));
	uint32_t state = s->status.state;

	/* Other cores see the VM as stopping until it runs, so that only one of two cores that want to start it does. */
	if (state == BULKHEAD_VM_RUNNING || state == BULKHEAD_VM_STOPPING || !vm->vcpus.count ||
	    !compare_exchange(&s->status.state, &state, BULKHEAD_VM_STOPPING))
		return BULKHEAD_E_INVALID;
	if (!(vm->flags & MANIFEST_VM_KEEPALIVE))
		__atomic_fetch_add(&vms_running, 1, __ATOMIC_RELAXED);
	s->then = VM_START;
	live(vm);
	return BULKHEAD_OK;
}

/* The machine's work is done when no VM runs and none will. */
static void end_machine(void)
{
	if (manifest->board.idle_at_end)
		return;
	print("all VMs have ended: power off\n");
	print_flush();
	smc_psci(PSCI_SYSTEM_OFF, 0, 0, 0);
}

static bool may_begin(const struct manifest_vm *vm, struct vm *s)
{
	bool fault = s->then == VM_END_FAULT;

	if (s->then == VM_START)
		return true;
	secure_call_each(vm->secure_stop);
	if (s->then == VM_END_OFF ||
	    (fault ? vm->on_fault : vm->on_reset) != MANIFEST_POLICY_RESTART)
		return false;
	if (fault && !rate_allows(&s->restarts, ticks(vm->restart_window_us), vm->max_restarts)) {
		print("%s: too many restarts: stays stopped\n", vm->name);
		return false;
	}
	s->status.restarts++;
	if (fault || rate_allows(&s->logged, counter_hz, REFUSALS_LOGGED))
		print("%s: restarts\n", vm->name);
	return true;
}

/* A VM has ended: start it again, or leave it off. */
static void go_on(const struct manifest_vm *vm)
{
	struct vm *s = vm_state(vm_id(vm));

	if (may_begin(vm, s) && begin(vm))
		return;
	if (s->then != VM_START)
		print("%s: is off\n", vm->name);
	set_state(vm, s->then == VM_END_FAULT || s->then == VM_START ? BULKHEAD_VM_CRASHED
								     : BULKHEAD_VM_OFF);
	if (!(vm->flags & MANIFEST_VM_KEEPALIVE) &&
	    __atomic_sub_fetch(&vms_running, 1, __ATOMIC_ACQ_REL) == 0)
		end_machine();
}

/*
 * A VM's end and start use its own core's time within its budget, but they also interrupt the cores of its other vCPUs,
 * whatever runs there. So a VM must not begin too often. True: it has begun lately, and `v` waits.
 */
static bool began_lately(struct cpu *c, struct vcpu *v)
{
	uint64_t then = v->vm_state->began + ticks(TIMING_RESTART_INTERVAL_US);

	if (!v->vm_state->began || sysreg_read(cntpct_el0) >= then)
		return false;
	sched_block(c, v, VCPU_BLOCKED);
	timer_set(c, v, then);
	return true;
}

struct frame *vm_life(struct cpu *c, struct vcpu *v)
{
	struct vm *s = v->vm_state;

	if (s->then != VM_START && !s->reset_step) {
		struct frame *f;

		if (!s->drain_end)
			smmu_streams(v->vm, false);
		f = instance_tell_gone(v);
		if (f || v->state != VCPU_READY)
			return f;
	}
	if (began_lately(c, v))
		return NULL;
	if (!s->reset_step)
		switch_out(c); /* the list registers are saved before the reset */
	if (vgic_vm_reset_step(v->vm, s))
		return NULL; /* the reset goes on at its next turn */
	switch_out(c);	     /* the loaded registers don't belong to the next life */
	sched_block(c, v, VCPU_OFF);
	v->life = false;
	__atomic_fetch_and(&v->requests, ~VCPU_REQUEST_LIFE, __ATOMIC_RELAXED);
	go_on(v->vm); /* on the time of `v`, like the switch to the vCPU that runs next */
	return NULL;
}

void vm_vcpu_parked(const struct vcpu *v)
{
	if (__atomic_sub_fetch(&v->vm_state->running, 1, __ATOMIC_ACQ_REL) == 0)
		live(v->vm);
}

int vm_stop(const struct manifest_vm *vm, enum vm_end how)
{
	struct vm *s = vm_state(vm_id(vm));
	struct vcpu *current = cpu_current()->current;
	uint32_t running = BULKHEAD_VM_RUNNING;

	if (!compare_exchange(&s->status.state, &running, BULKHEAD_VM_STOPPING))
		return BULKHEAD_E_INVALID;
	s->then = how;
	s->status.code = 0;
	s->status.ends.all++;
	s->status.ends.faults += how == VM_END_FAULT;
	tell();
	__atomic_fetch_add(&s->running, vm->vcpus.count - 1, __ATOMIC_ACQ_REL);
	vcpu_kick(vcpu_state(vm->vcpus.first), VCPU_REQUEST_END);
	/* If the caller is a vCPU of this VM, it must not continue before it hears of the end. */
	if (current && current->vm == vm)
		vcpu_kick(current, VCPU_REQUEST_STOP);
	return BULKHEAD_OK;
}

void vm_pass_end(const struct vcpu *v)
{
	for (uint32_t i = 2u * v->config->index + 1;
	     i <= 2u * v->config->index + 2 && i < v->vm->vcpus.count; i++)
		vcpu_kick(vcpu_state(v->vm->vcpus.first + i), VCPU_REQUEST_END);
	vm_vcpu_parked(v);
}

int vm_end_itself(const struct vcpu *v, bool panic, uint32_t status)
{
	int result = vm_stop(v->vm, panic ? VM_END_FAULT : VM_END_OFF);

	/* The VM's next life can't begin before `v`, which makes the call, is parked. */
	if (result == BULKHEAD_OK) {
		v->vm_state->status.code = status;
		if (panic || status)
			print(panic ? "%s: panicked, status %u\n" : "%s: ended with status %u\n",
			      v->vm->name, (uint64_t)status);
	}
	return result;
}

void vm_watchdog(struct vcpu *v)
{
	uint64_t deadline = v->vm_state->watchdog_deadline, t = sysreg_read(cntpct_el0),
		 look = t + ticks(v->vm->watchdog_us);

	if (v->vm_state->status.state != BULKHEAD_VM_RUNNING)
		return; /* stopped after a CPU_OFF of `v` */
	if (t < deadline) {
		/* An extension, perhaps on another core, may bring the deadline forward: look at it again. */
		watchdog_set(v->cpu, v, deadline < look ? deadline : look);
		return;
	}
	print("%s: watchdog: no kick in time\n", v->vm->name);
	v->vm_state->status.ends.watchdogs++;
	vm_stop(v->vm, VM_END_FAULT);
}

int vm_watchdog_kick(const struct vcpu *v, uint64_t time)
{
	if (!v->vm->watchdog_us)
		return BULKHEAD_E_NOT_SUPPORTED;
	v->vm_state->watchdog_deadline = sysreg_read(cntpct_el0) + time;
	return BULKHEAD_OK;
}
