/* SPDX-License-Identifier: BSD-3-Clause */
/* Bulkhead's own hypercalls (abi/bulkhead/hypercall.h). */
#pragma once
#include "vcpu/vcpu.h"

/* Does the core answer the call `fid`? A route may take any other call of the range. */
bool hypercall_is_core(uint32_t fid);
struct frame *hypercall(struct vcpu *v, struct frame *f, uint32_t fid);
