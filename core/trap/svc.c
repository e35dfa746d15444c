/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/svc.h"
#include <arm/esr.h>
#include <bulkhead/hypercall.h>
#include "extension/exclusive.h"
#include "extension/forward.h"
#include "extension/instance.h"
#include "extension/secure.h"
#include "machine/print.h"
#include "machine/speculation.h"
#include "trap/virq.h"
#include "vm/vm.h"

static int64_t do_inject(struct activation *a, uint64_t index, uint64_t level)
{
	const struct manifest_virq *target;

	if (index >= a->vm->inject.count || level > VGIC_PULSE)
		return BULKHEAD_E_INVALID;
	index = index_nospec(index, a->vm->inject.count);
	target = &manifest->virqs[a->vm->inject.first + index];
	virq_set(target, (enum vgic_level)level);
	return BULKHEAD_OK;
}

static int64_t do_watchdog(const struct activation *a, uint64_t time)
{
	return a->vm->flags & MANIFEST_VM_WATCHDOG ? vm_watchdog_kick(a->frame.vcpu, time)
						   : BULKHEAD_E_DENIED;
}

struct frame *extension_exit(struct activation *a, uint64_t esr)
{
	uint64_t *x = a->frame.x;

	if (ESR_EC(esr) != ESR_EC_SVC64)
		return instance_fault(a, "fault", esr);
	switch (ESR_ISS(esr)) {
	case BULKHEAD_SVC_PRINT:
		x[0] = (uint64_t)print_console(a->vm->name, &x[1], x[0], BULKHEAD_PRINT_BYTES_MAX);
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
		return extension_call(a);
	case BULKHEAD_SVC_ENTER:
		x[0] = (uint64_t)exclusive_enter(a, x[0]);
		break;
	case BULKHEAD_SVC_LEAVE:
		x[0] = (uint64_t)exclusive_leave(a, x[0]);
		break;
	case BULKHEAD_SVC_DOORBELL:
		x[0] = (uint64_t)doorbell_ring(a->vm, x[0]);
		break;
	case BULKHEAD_SVC_WATCHDOG:
		x[0] = (uint64_t)do_watchdog(a, x[0]);
		break;
	case BULKHEAD_SVC_RESTART:
		return instance_fault(a, "asked for its restart", 0);
	default:
		return instance_fault(a, "unknown call", esr);
	}
	a->frame.vcpu->counters[BULKHEAD_EXIT_EXTENSION_CALL]++;
	return frame_or_choose(a->frame.vcpu->cpu, &a->frame);
}
