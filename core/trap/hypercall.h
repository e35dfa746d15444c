/* SPDX-License-Identifier: BSD-3-Clause */
/* Bulkhead's own hypercalls (abi/bulkhead/hypercall.h). */
#pragma once
#include "machine/cpu.h"

/* Is it one of the core's? The rest of the range is for routes. */
bool hypercall_is_core(uint32_t fid);
struct frame *hypercall(struct vcpu *v, struct frame *f, uint32_t fid);
/* End of the interval in which entry `virq` of manifest.virqs may not come again. */
static inline uint64_t *virq_time(uint32_t virq)
{
	return (uint64_t *)manifest->virq_times + virq;
}
/* One edge of virtual interrupt `target`: a doorbell or a broadcast. Any core. */
void virq_pulse(const struct manifest_virq *target);
