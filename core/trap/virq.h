/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual interrupts of the manifest: doorbells, broadcasts, what extensions inject. */
#pragma once
#include "vm/notify.h"

/* End of the interval in which entry `virq` of manifest.virqs may not come again. */
static inline uint64_t *virq_time(uint32_t virq)
{
	return (uint64_t *)manifest->virq_times + virq;
}
/*
 * Ring the doorbell of channel `channel` in the list of `vm`: BULKHEAD_HVC_DOORBELL. BULKHEAD_OK, BULKHEAD_E_INVALID (no such
 * doorbell), BULKHEAD_E_BUSY (too early).
 */
int64_t doorbell_ring(const struct manifest_vm *vm, uint64_t channel);
