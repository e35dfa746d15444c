/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual redistributors of GICv3: two frames of 64 KiB a vCPU (IHI 0069, 12.11). No LPIs. */
#include "vgic/redistributor.h"

/* Registers by interrupt, at the distributor's offsets in the second frame. */
#define BANKED_FIRST GICD_IGROUPR(0)
#define BANKED_END   GICD_ITARGETSR(0) /* GICv2 has targets there */
#define ICFGR_FIRST  GICD_ICFGR(0)
#define ICFGR_END    GICD_ICFGR(64)

#define TYPER_PROCESSOR_SHIFT 8
#define WAKER_ASLEEP	      (GICR_WAKER_PROCESSOR_SLEEP | GICR_WAKER_CHILDREN_ASLEEP)

/* Affinity as in GICR_TYPER and, in other places, in ICC_SGI1R_EL1. */
static uint64_t typer(const struct vcpu *v)
{
	uint64_t affinity = MPIDR_AFFINITY32(v->config->vmpidr_el2), index = v->config->index;

	return affinity << GICR_TYPER_AFFINITY_SHIFT | index << TYPER_PROCESSOR_SHIFT |
	       (index + 1 == v->vm->vcpus.count ? GICR_TYPER_LAST : 0);
}

static void access_control(struct vcpu *v, struct mmio_access *a, uint32_t offset)
{
	if (offset == GICR_WAKER && a->size == 4) {
		if (a->write)
			v->vgic.asleep = (a->value & GICR_WAKER_PROCESSOR_SLEEP) != 0;
		else
			a->value = v->vgic.asleep ? WAKER_ASLEEP : 0;
	} else if (a->write) {
		return;
	} else if (offset == GICR_TYPER && a->size >= 4) {
		a->value = a->size == 8 ? typer(v) : (uint32_t)typer(v);
	} else if (offset == GICR_TYPER + 4 && a->size == 4) {
		a->value = typer(v) >> 32;
	} else if (offset == GICR_IIDR && a->size == 4) {
		a->value = GICD_IIDR_ARM;
	} else if (offset == GICR_PIDR2 && a->size == 4) {
		a->value = GICD_PIDR2_GICV3;
	}
}

void vgic_redist_access(struct vcpu *v, struct mmio_access *a, uint64_t offset)
{
	struct vcpu *owner = vgic_vcpu_at(v->vm, (uint32_t)(offset >> GICR_STRIDE_SHIFT));
	uint32_t reg = offset & (GICR_SGI - 1);

	if (!(offset & GICR_SGI))
		access_control(owner, a, reg);
	else if ((reg >= BANKED_FIRST && reg < BANKED_END) ||
		 (reg >= ICFGR_FIRST && reg < ICFGR_END))
		vgic_bank_access(owner, a, reg, 0, 0);
}
