/* SPDX-License-Identifier: BSD-3-Clause */
/* Bulkhead's own hypercalls (abi/bulkhead/hypercall.h). */
#pragma once
#include "vcpu/vcpu.h"

/* Is it one of the core's? The rest of the range is for routes. */
bool hypercall_is_core(uint32_t fid);
struct frame *hypercall(struct vcpu *v, struct frame *f, uint32_t fid);
