/* SPDX-License-Identifier: BSD-3-Clause */
/* Constants and steps by which both physical interrupt controllers are set up. */
#pragma once
#include <arm/gic.h>
#include "machine/cpu.h"
#include "machine/gic.h"
#include "machine/sysreg.h"

/*
 * Interrupts that reach the core have one priority, since EL2 handles each to its end. The exception is a vCPU's
 * maintenance interrupt, which comes again as long as the virtual GIC has work: it gives way to timers and kicks. Each
 * interrupt has one byte.
 */
#define GIC_PRIORITY_ALL	 0xa0a0a0a0u
#define GIC_PRIORITY_MAINTENANCE 0xc0

/* The table of operations for a file whose functions have the operations' names. */
#define GIC_OPERATIONS                                                                      \
	{                                                                                   \
		init_distributor, init_cpu, acknowledge, deactivate, send_kick, enable,     \
		    set_active, save, load, read_lr, write_lr, finished, maintain, set_hcr, \
		    read_hcr, read_vmcr                                                     \
	}

static inline void mmio_write8(pa_t address, uint8_t value)
{
	*(volatile uint8_t *)address.value = value;
}

/* The ICFGR value of the 16 interrupts from `first` on: edge- or level-sensitive, as their owners' description says. */
static inline uint32_t gic_configuration(uint32_t first)
{
	const struct manifest_irq *irq = &manifest->irqs[first];
	uint32_t value = 0;

	for (uint32_t i = 0; i < 16; i++)
		if (irq[i].vcpu != BULKHEAD_NONE && !(irq[i].flags & MANIFEST_IRQ_LEVEL))
			value |= GICD_ICFGR_EDGE << 2 * i;
	return value;
}

/*
 * Reset interrupts 32n to 32n + 31, whose registers begin at `base`: off, neither pending nor active, all in one group. The
 * value `groups` of IGROUPR says which; firmware at EL3 has chosen the groups, and this write is ignored.
 */
static inline void gic_reset_bank(uint64_t base, uint32_t n, uint32_t groups)
{
	mmio_write32(pa_of(base, GICD_ICENABLER(n)), ~0u);
	mmio_write32(pa_of(base, GICD_ICPENDR(n)), ~0u);
	mmio_write32(pa_of(base, GICD_ICACTIVER(n)), ~0u);
	mmio_write32(pa_of(base, GICD_IGROUPR(n)), groups);
	for (uint32_t i = n * 8; i < n * 8 + 8; i++)
		mmio_write32(pa_of(base, GICD_IPRIORITYR(i)), GIC_PRIORITY_ALL);
}

/* Reset the SPIs: off, and edge- or level-sensitive as their owners' description says. */
static inline void gic_reset_spis(const struct manifest_board *b, uint32_t groups)
{
	for (uint32_t n = 1; n < b->irq_count / 32; n++) {
		gic_reset_bank(b->gicd, n, groups);
		mmio_write32(pa_of(b->gicd, GICD_ICFGR(n * 2)), gic_configuration(n * 32));
		mmio_write32(pa_of(b->gicd, GICD_ICFGR(n * 2 + 1)), gic_configuration(n * 32 + 16));
	}
}

/*
 * Enable this core's interrupts: the private ones that the core and its guests use, whose registers begin at `base` and have
 * been reset, and the broadcast interrupts whose first subscriber is on this core.
 */
static inline void gic_enable_own(const struct manifest_board *b, uint64_t base, uint32_t cpu)
{
	mmio_write8(pa_of(base, GICD_IPRIORITYR(0) + b->maintenance_ppi), GIC_PRIORITY_MAINTENANCE);
	mmio_write32(pa_of(base, GICD_ISENABLER(0)), 1u << GIC_SGI_KICK | 1u << b->timer_ppi |
							 1u << b->maintenance_ppi |
							 1u << b->vtimer_ppi | 1u << b->ptimer_ppi);
	for (uint32_t i = 0; i < manifest->broadcasts.count; i++) {
		uint32_t intid = manifest->irq_refs[manifest->broadcasts.first + i];
		uint32_t virq = manifest->irqs[intid].vcpu;

		if (manifest->vcpus[manifest->virqs[virq].vcpu].cpu == cpu)
			gic->enable(intid, cpu);
	}
}
