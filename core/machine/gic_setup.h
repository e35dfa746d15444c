/* SPDX-License-Identifier: BSD-3-Clause */
/* What both physical interrupt controllers are set up with. */
#pragma once
#include <arm/gic.h>
#include <bulkhead/manifest.h>
#include "machine/gic.h"
#include "machine/sysreg.h"

/*
 * All that reach the core have one priority, since EL2 handles an interrupt to its end; but a vCPU's maintenance interrupt, which
 * comes again as long as its virtual GIC has work, gives way to timers and kicks. A byte an interrupt.
 */
#define GIC_PRIORITY_ALL	 0xa0a0a0a0u
#define GIC_PRIORITY_MAINTENANCE 0xc0u

static inline void mmio_write8(pa_t address, uint8_t value)
{
	*(volatile uint8_t *)address.value = value;
}

/* Owned interrupts from INTID 32 on, `bits` of 16: their ICFGR. */
static inline uint32_t gic_configuration(const struct bulkhead_manifest *m, uint32_t first)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < 16; i++)
		if (m->irqs[first + i].vcpu != BULKHEAD_NONE &&
		    !(m->irqs[first + i].flags & MANIFEST_IRQ_LEVEL))
			value |= GICD_ICFGR_EDGE << 2 * i;
	return value;
}

/* IPRIORITYR `n` of a core's private interrupts. */
static inline uint32_t gic_private_priorities(const struct manifest_board *b, uint32_t n)
{
	uint32_t shift = b->maintenance_ppi % 4 * 8;

	if (b->maintenance_ppi / 4 != n)
		return GIC_PRIORITY_ALL;
	return (GIC_PRIORITY_ALL & ~(0xffu << shift)) | GIC_PRIORITY_MAINTENANCE << shift;
}

/* PPIs and the SGI that the core and its guests use. */
static inline uint32_t gic_private_enabled(const struct manifest_board *b)
{
	return 1u << GIC_SGI_KICK | 1u << b->timer_ppi | 1u << b->maintenance_ppi |
	       1u << b->vtimer_ppi | 1u << b->ptimer_ppi;
}
