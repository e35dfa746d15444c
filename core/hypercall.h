/* SPDX-License-Identifier: BSD-3-Clause */
/* Bulkhead's own hypercalls (abi/bulkhead/hypercall.h). */
#pragma once
#include "cpu.h"

/* Is it one of the core's? The rest of the range is for routes. */
bool hypercall_is_core(uint32_t fid);
struct frame *hypercall(struct vcpu *v, struct frame *f, uint32_t fid);
/* One edge of virtual interrupt `target`: a doorbell or a broadcast. */
void virq_pulse(const struct manifest_virq *target);
