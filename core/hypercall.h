/* SPDX-License-Identifier: BSD-3-Clause */
/* Bulkhead's own hypercalls (abi/bulkhead/hypercall.h). */
#pragma once
#include "cpu.h"

struct frame *hypercall(struct vcpu *v, struct frame *f, uint32_t fid);
/* Raise virtual interrupt `target`, of a doorbell, an extension's inject list or a broadcast. */
void virq_raise(const struct manifest_virq *target, bool level);
