/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual interrupts of the manifest: doorbells, broadcasts, interrupts that extensions inject. */
#pragma once
#include "vm/notify.h"

/* CNTPCT at which entry `virq` of manifest.virqs may come again. */
static inline uint64_t *virq_time(uint32_t virq)
{
	return (uint64_t *)manifest->virq_times + virq;
}
/*
 * BULKHEAD_HVC_DOORBELL: ring the doorbell of channel `channel` in the list of `vm`. @return BULKHEAD_OK,
 * BULKHEAD_E_INVALID (no such doorbell) or BULKHEAD_E_BUSY (too early)
 */
int64_t doorbell_ring(const struct manifest_vm *vm, uint64_t channel);
