/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual redistributors of GICv3: two frames of 64 KiB a vCPU (IHI 0069, 12.11). No LPIs. */
#include "vgic/internal.h"

#define GICR_STRIDE_SHIFT 17
#define GICR_SGI_FRAME	  0x10000u
#define GICR_IIDR	  0x004u
#define GICR_TYPER	  0x008u
#define GICR_WAKER	  0x014u
#define GICR_PIDR2	  0xffe8u
#define GICR_IGROUPR0	  0x080u
#define GICR_ITARGETSR	  0x800u /* GICv2 has targets there */
#define GICR_ICFGR0	  0xc00u
#define GICR_ICFGR_END	  0xd00u

#define TYPER_LAST	      (1u << 4)
#define TYPER_PROCESSOR_SHIFT 8
#define TYPER_AFFINITY_SHIFT  32
#define WAKER_ASLEEP	      6u /* ProcessorSleep and ChildrenAsleep */
#define WAKER_PROCESSOR_SLEEP 2u
#define IIDR_ARM	      0x43bu
#define PIDR2_GICV3	      0x3bu

/* Affinity as in GICR_TYPER and, in other places, in ICC_SGI1R_EL1. */
static uint64_t typer(const struct vcpu *v)
{
	uint64_t affinity = vgic_affinity(v), index = v->config->index;

	affinity = (affinity & 0xffffff) | (affinity >> 8 & 0xff000000);
	return affinity << TYPER_AFFINITY_SHIFT | index << TYPER_PROCESSOR_SHIFT |
	       (index + 1 == v->vm->vcpus.count ? TYPER_LAST : 0);
}

static void access_control(struct vcpu *v, struct mmio_access *a, uint32_t offset)
{
	if (offset == GICR_WAKER && a->size == 4) {
		if (a->write)
			v->vgic.asleep = (a->value & WAKER_PROCESSOR_SLEEP) != 0;
		else
			a->value = v->vgic.asleep ? WAKER_ASLEEP : 0;
	} else if (a->write) {
		return;
	} else if (offset == GICR_TYPER && a->size >= 4) {
		a->value = a->size == 8 ? typer(v) : (uint32_t)typer(v);
	} else if (offset == GICR_TYPER + 4 && a->size == 4) {
		a->value = typer(v) >> 32;
	} else if (offset == GICR_IIDR && a->size == 4) {
		a->value = IIDR_ARM;
	} else if (offset == GICR_PIDR2 && a->size == 4) {
		a->value = PIDR2_GICV3;
	}
}

void vgic_redist_access(struct vcpu *v, struct mmio_access *a, uint64_t offset)
{
	struct vcpu *owner = vgic_vcpu_at(v->vm, (uint32_t)(offset >> GICR_STRIDE_SHIFT));
	uint32_t reg = offset & (GICR_SGI_FRAME - 1);

	if (!(offset & GICR_SGI_FRAME))
		access_control(owner, a, reg);
	else if ((reg >= GICR_IGROUPR0 && reg < GICR_ITARGETSR) ||
		 (reg >= GICR_ICFGR0 && reg < GICR_ICFGR_END))
		vgic_bank_access(owner, a, reg, 0, 0);
}
