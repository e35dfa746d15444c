/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual redistributors of GICv3. */
#pragma once
#include "vgic/bank_registers.h"

/* Emulate an access at `offset` in the redistributors' frames of the VM of `v`. */
void vgic_redist_access(struct vcpu *v, struct mmio_access *a, uint64_t offset);
