/* SPDX-License-Identifier: BSD-3-Clause */
/* What both physical interrupt controllers are set up with. */
#pragma once
#include <arm/gic.h>
#include <bulkhead/manifest.h>
#include "machine/gic.h"
#include "machine/sysreg.h"

/* All that reach the core have one priority: EL2 handles an interrupt to its end. A byte an interrupt. */
#define GIC_PRIORITY_ALL 0xa0a0a0a0u

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

/* PPIs and the SGI that the core and its guests use. */
static inline uint32_t gic_private_enabled(const struct manifest_board *b)
{
	return 1u << GIC_SGI_KICK | 1u << b->timer_ppi | 1u << b->maintenance_ppi |
	       1u << b->vtimer_ppi | 1u << b->ptimer_ppi;
}
