/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/virq.h"
#include <bulkhead/hypercall.h>
#include "extension/activation.h"
#include "machine/speculation.h"
#include "machine/sysreg.h"
#include "vm/notify.h"

/* May `target` ring again? If several cores ask at once, the answer is true for one of them. */
static bool begin_interval(const struct manifest_virq *target)
{
	uint64_t *end = virq_time((uint32_t)(target - manifest->virqs)),
		 t = sysreg_read(cntpct_el0), was = *end;

	return t >= was &&
	       __atomic_compare_exchange_n(end, &was, t + ticks(target->min_interval_us), false,
					   __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

int64_t doorbell_ring(const struct manifest_vm *vm, uint64_t channel)
{
	const struct manifest_virq *target;

	if (channel >= vm->channels.count)
		return BULKHEAD_E_INVALID;
	channel = index_nospec(channel, vm->channels.count);
	target = &manifest->virqs[vm->channels.first + channel];
	if (target->vm == BULKHEAD_NONE)
		return BULKHEAD_E_INVALID;
	if (target->min_interval_us && !begin_interval(target))
		return BULKHEAD_E_BUSY;
	if (target->virq == MANIFEST_VIRQ_NOTIFY)
		activation_ring(activation_state(target->vcpu));
	else
		virq_set(target, VGIC_PULSE);
	return BULKHEAD_OK;
}
