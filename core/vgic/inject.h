/* SPDX-License-Identifier: BSD-3-Clause */
/* Sources of virtual interrupts: the core, extensions, physical interrupts. */
#pragma once
#include "vgic/vgic.h"

/* The change of a virtual interrupt's line. */
enum vgic_level { VGIC_LOWER = 0, VGIC_RAISE, VGIC_PULSE };

/* Raise or lower level-sensitive `virq`, make an edge-triggered one pending (RAISE), or either (PULSE); any core,
 * any context. `v` names the vCPU for private interrupts and the VM for SPIs. */
vgic_notify vgic_inject(struct vcpu *v, uint32_t virq, enum vgic_level level);
/* A physical interrupt that VM of `v` owns was acknowledged here: deliver it hardware-linked. */
vgic_notify vgic_inject_hw(struct vcpu *v, uint32_t virq, uint32_t intid);
/* The same for a timer's PPI of `v`, which is loaded here and so needs no wake-up. */
static inline vgic_notify vgic_inject_timer(struct vcpu *v, uint32_t intid)
{
	if (vgic_list_private(v, intid, ICH_LR_HW | (uint64_t)intid << ICH_LR_PINTID_SHIFT))
		return 0;
	return vgic_inject_hw(v, intid, intid);
}
/* The same for a timer whose line is high when `v` is loaded: no interrupt was acknowledged. */
void vgic_load_timer(struct vcpu *v, uint32_t intid);
