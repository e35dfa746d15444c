/* SPDX-License-Identifier: BSD-3-Clause */
/* Software-generated interrupts between the vCPUs of a VM. */
#pragma once
#include "vgic/bank_registers.h"

/* Write to ICC_SGI1R_EL1 (IHI 0069, 12.2.22) that names somebody. */
#define SGI1R_TARGETS  0xffffu
#define SGI1R_SOMEBODY (ICC_SGIR_OTHERS | SGI1R_TARGETS)
vgic_notify vgic_sgi1r(struct vcpu *v, uint64_t value);
/* Go on with what is on its way: returns who must look. With the VM's vgic_lock held. */
vgic_notify vgic_sgi_continue(struct vcpu *v);
/* GICv2, with the lock held: source of the SGI that is listed next, and ICH_LR_EOI if another one waits. */
uint64_t vgic_sgi_take_source(struct vcpu *v, unsigned intid);
/* The same where `lr` holds it already, which its own source doesn't do twice. */
uint64_t vgic_sgi_merge_source(struct vcpu *v, unsigned intid, uint64_t lr);
/* GICv2: GICD_SGIR, and the pending SGIs by source. */
vgic_notify vgic_sgir(struct vcpu *v, uint32_t value);
void vgic_sgi_pending_access(struct vcpu *v, struct mmio_access *a, uint32_t offset);
