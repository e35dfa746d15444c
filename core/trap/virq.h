/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual interrupts of the manifest: doorbells, broadcasts, what extensions inject. */
#pragma once
#include "vgic/inject.h"

/* End of the interval in which entry `virq` of manifest.virqs may not come again. */
static inline uint64_t *virq_time(uint32_t virq)
{
	return (uint64_t *)manifest->virq_times + virq;
}
/* What happens to the line of `target`. Any core. */
void virq_set(const struct manifest_virq *target, enum vgic_level level);
