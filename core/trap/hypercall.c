/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/hypercall.h"
#include <bulkhead/hypercall.h>
#include "machine/print.h"
#include "machine/speculation.h"
#include "machine/sysreg.h"
#include "trap/virq.h"
#include "vm/vcpu_life.h"
#include "vm/vm.h"

static int64_t do_nop(struct vcpu *v, struct frame *f)
{
	(void)v;
	(void)f;
	return BULKHEAD_OK;
}

/* End of the loading phase: stage 1 starts as at reset, and the TLBs hold nothing of the phase. */
static int64_t do_loaded(struct vcpu *v, struct frame *f)
{
	ipa_t entry = {f->x[1]};
	uint64_t argument = f->x[2];

	if (v->hcr_el2 == v->vm->hcr_el2)
		return BULKHEAD_E_DENIED;
	v->hcr_el2 = v->vm->hcr_el2;
	sysreg_write(hcr_el2, v->hcr_el2);
	isb();
	vm_invalidate(v->vm);
	vcpu_reset_frame(v, entry, argument);
	return (int64_t)argument;
}

static int64_t do_console_write(struct vcpu *v, struct frame *f)
{
	return print_console(v->vm->name, &f->x[2], f->x[1], BULKHEAD_CONSOLE_BYTES_MAX);
}

static int64_t do_doorbell(struct vcpu *v, struct frame *f)
{
	return doorbell_ring(v->vm, f->x[1]);
}

static int64_t do_watchdog_kick(struct vcpu *v, struct frame *f)
{
	(void)f;
	return vm_watchdog_kick(v, ticks(v->vm->watchdog_us));
}

static int64_t do_vm_control(struct vcpu *v, struct frame *f)
{
	const struct manifest_vm *vm;

	if (!(v->vm->flags & MANIFEST_VM_CONTROL))
		return BULKHEAD_E_DENIED;
	if (f->x[1] >= manifest->vm_count || f->x[2] > BULKHEAD_VM_RESTART)
		return BULKHEAD_E_INVALID;
	vm = &manifest->vms[index_nospec(f->x[1], manifest->vm_count)];
	if (vm->kind == MANIFEST_VM_EXTENSION)
		return BULKHEAD_E_INVALID;
	if (f->x[2] == BULKHEAD_VM_START)
		return vm_start(vm);
	return vm_stop(vm, f->x[2] == BULKHEAD_VM_STOP ? VM_END_OFF : VM_END_RESTART);
}

/* Does VM x1 exist, and may `v` read its state? If so, f->x[1] is a safe index, under speculation too. */
static int64_t may_read(const struct vcpu *v, struct frame *f)
{
	if (!(v->vm->flags & MANIFEST_VM_CONTROL) && f->x[1] != v->config->vm)
		return BULKHEAD_E_DENIED;
	if (f->x[1] >= manifest->vm_count)
		return BULKHEAD_E_INVALID;
	f->x[1] = index_nospec(f->x[1], manifest->vm_count);
	return BULKHEAD_OK;
}

static int64_t do_vm_state(struct vcpu *v, struct frame *f)
{
	int64_t result = may_read(v, f);
	const struct bulkhead_vm_status *status;

	if (result != BULKHEAD_OK)
		return result;
	status = &vm_state((uint32_t)f->x[1])->status;
	f->x[1] = status->restarts;
	f->x[2] = status->code;
	__builtin_memcpy(&f->x[3], &status->ends, sizeof(status->ends));
	return status->state;
}

static int64_t do_counter(struct vcpu *v, struct frame *f)
{
	int64_t result = may_read(v, f);
	uint64_t index = f->x[2], cause = f->x[3];
	struct manifest_slice vcpus;

	if (result != BULKHEAD_OK)
		return result;
	vcpus = manifest->vms[f->x[1]].vcpus;
	if (index >= vcpus.count || cause >= BULKHEAD_COUNTER_COUNT)
		return BULKHEAD_E_INVALID;
	index = index_nospec(index, vcpus.count);
	cause = index_nospec(cause, BULKHEAD_COUNTER_COUNT);
	f->x[1] = vcpu_state(vcpus.first + (uint32_t)index)->counters[cause];
	return BULKHEAD_OK;
}

static int64_t do_vm_end(struct vcpu *v, struct frame *f)
{
	if (f->x[1] > BULKHEAD_END_PANIC)
		return BULKHEAD_E_INVALID;
	return vm_end_itself(v, f->x[1] == BULKHEAD_END_PANIC, (uint32_t)f->x[2]);
}

static int64_t (*const calls[])(struct vcpu *, struct frame *) = {
    do_nop,	   do_loaded,	do_console_write, do_doorbell, do_watchdog_kick,
    do_vm_control, do_vm_state, do_counter,	  do_vm_end,
};

bool hypercall_is_core(uint32_t fid)
{
	return fid - BULKHEAD_HVC(0) < sizeof(calls) / sizeof(calls[0]) ||
	       fid == BULKHEAD_HVC_CALL_UID || fid == BULKHEAD_HVC_CALL_REVISION;
}

struct frame *hypercall(struct vcpu *v, struct frame *f, uint32_t fid)
{
	uint32_t number = fid - BULKHEAD_HVC(0);

	if (number < sizeof(calls) / sizeof(calls[0])) {
		number = (uint32_t)index_nospec(number, sizeof(calls) / sizeof(calls[0]));
		f->x[0] = (uint64_t)calls[number](v, f);
		return frame_or_choose(v->cpu, f);
	}
	if (fid == BULKHEAD_HVC_CALL_UID) {
		f->x[0] = BULKHEAD_UID_0;
		f->x[1] = BULKHEAD_UID_1;
		f->x[2] = BULKHEAD_UID_2;
		f->x[3] = BULKHEAD_UID_3;
	} else {
		f->x[0] = BULKHEAD_REVISION_MAJOR;
		f->x[1] = BULKHEAD_REVISION_MINOR;
	}
	return f;
}
