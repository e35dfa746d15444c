/* SPDX-License-Identifier: BSD-3-Clause */
/* Software-generated interrupts between the vCPUs of a VM. */
#pragma once
#include "vgic/bank_registers.h"

/* Fields of ICC_SGI1R_EL1 (IHI 0069, 12.2.22), at least one of which is set in a write that has targets. */
#define SGI1R_TARGETS  0xffffu
#define SGI1R_SOMEBODY (ICC_SGIR_OTHERS | SGI1R_TARGETS)
vgic_notify vgic_sgi1r(struct vcpu *v, uint64_t value);
/* GICv2: a write to GICD_SGIR; accesses to the registers of pending SGIs by source. */
vgic_notify vgic_sgir(struct vcpu *v, uint32_t value);
void vgic_sgi_pending_access(struct vcpu *v, struct mmio_access *a, uint32_t offset);
