/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of the physical interrupt controllers: IHI 0048 (GICv2), IHI 0069 (GICv3). */
#pragma once
#include <bulkhead/manifest.h>
#include "machine/sysreg.h"

/* Distributor. */
#define GICD_CTLR	   0x000u
#define GICD_IGROUPR(n)	   (0x080u + 4 * (n))
#define GICD_ISENABLER(n)  (0x100u + 4 * (n))
#define GICD_ICENABLER(n)  (0x180u + 4 * (n))
#define GICD_ICPENDR(n)	   (0x280u + 4 * (n))
#define GICD_ISACTIVER(n)  (0x300u + 4 * (n))
#define GICD_ICACTIVER(n)  (0x380u + 4 * (n))
#define GICD_IPRIORITYR(n) (0x400u + 4 * (n))
#define GICD_ITARGETSR	   0x800u
#define GICD_ICFGR(n)	   (0xc00u + 4 * (n))
#define GICD_SGIR	   0xf00u
#define GICD_IROUTER(id)   (0x6000u + 8 * (id))

#define GICD_CTLR_ENABLE_V2 1u /* group 0 of a GIC with one security state, else group 1 */
#define GICD_CTLR_GROUP1    2u /* EnableGrp1 of one security state, EnableGrp1A of two */
#define GICD_CTLR_ARE	    (1u << 4)
#define GICD_CTLR_RWP	    (1u << 31)

/* All that reach the core have one priority: EL2 handles an interrupt to its end. */
#define GIC_PRIORITY_ALL    0xa0a0a0a0u
#define GIC_PRIORITY_ACCEPT 0xffu
#define ICFGR_EDGE	    2u

/* Redistributor, and its SGI frame, whose registers lie as in the distributor. */
#define GICR_CTLR      0x000u
#define GICR_WAKER     0x014u
#define GICR_SGI       0x10000u
#define GICR_CTLR_RWP  (1u << 3)
#define WAKER_SLEEP    (1u << 1)
#define WAKER_CHILDREN (1u << 2)

/* CPU interface: GICC of GICv2, and fields of ICC registers. */
#define GICC_CTLR	   0x0000u
#define GICC_PMR	   0x0004u
#define GICC_BPR	   0x0008u
#define GICC_IAR	   0x000cu
#define GICC_EOIR	   0x0010u
#define GICC_DIR	   0x1000u
#define GICC_CTLR_ENABLE   1u
#define GICC_CTLR_EOI_MODE (1u << 9)
#define IAR_INTID(v)	   ((v)&0x3ff)
#define ICC_CTLR_EOI_MODE  2u
/* SRE, DFB, DIB; not Enable: a guest that switched EL1's off would do so for others */
#define ICC_SRE_SYSTEM 7u

/* Virtual interface: GICH of GICv2, fields also of ICH registers. */
#define GICH_HCR	       0x000u
#define GICH_VTR	       0x004u
#define GICH_VMCR	       0x008u
#define GICH_EISR	       0x020u
#define GICH_ELRSR	       0x030u
#define GICH_APR	       0x0f0u
#define GICH_LR(n)	       (0x100u + 4 * (n))
#define VTR_LIST_REGISTERS(v)  (((unsigned)(v)&31) + 1)
#define VTR_PREEMPTION_BITS(v) (((unsigned)(v) >> 26 & 7) + 1)

static inline void mmio_write8(uint64_t address, uint8_t value)
{
	*(volatile uint8_t *)address = value;
}

/* Owned interrupts from INTID 32 on, `bits` of 16: their ICFGR. */
static inline uint32_t gic_configuration(const struct bulkhead_manifest *m, uint32_t first)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < 16; i++)
		if (m->irqs[first + i].vcpu != BULKHEAD_NONE &&
		    !(m->irqs[first + i].flags & MANIFEST_IRQ_LEVEL))
			value |= ICFGR_EDGE << 2 * i;
	return value;
}

/* PPIs and the SGI that the core and its guests use. */
static inline uint32_t gic_private_enabled(const struct manifest_board *b)
{
	return 1u << GIC_SGI_KICK | 1u << b->timer_ppi | 1u << b->maintenance_ppi |
	       1u << b->vtimer_ppi | 1u << b->ptimer_ppi;
}
