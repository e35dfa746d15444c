/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Security set-up of a GICv2 or GICv3 (IHI 0048B, IHI 0069): every interrupt is non-secure group 1 except one SGI of group 0,
 * which wakes a core that waits for CPU_ON. One image serves both: the core's ID register tells which GIC it has.
 */
#include <arm/gic.h>
#include "core.h"
#include "sysreg.h"

#define WAKE_SGI 8

/* Lower levels may use the system registers too. */
#define ICC_SRE_EL1_ALL (ICC_SRE_SRE | ICC_SRE_DFB | ICC_SRE_DIB)
#define ICC_SRE_ALL	(ICC_SRE_EL1_ALL | ICC_SRE_ENABLE)
#define PRIORITY_SECURE 0x20202020U
#define PRIORITY_NS	0x80808080U /* the most urgent that the normal world can have */

#define PFR0_GIC 24

static bool is_v3(void)
{
	return id_field(read_sysreg(id_aa64pfr0_el1), PFR0_GIC);
}

static uintptr_t redistributor(unsigned int index)
{
	return GICR_BASE + (uintptr_t)index * GICR_STRIDE;
}

static void wait_distributor(void)
{
	while (mmio_read32(GICD_BASE + GICD_CTLR) & GICD_CTLR_RWP)
		;
}

void gic_init(void)
{
	unsigned int words =
	    GICD_TYPER_LINES(mmio_read32(GICD_BASE + GICD_TYPER)) + 1; /* of 32 lines */

	mmio_write32(GICD_BASE + GICD_CTLR, 0);
	if (is_v3()) {
		wait_distributor();
		mmio_write32(GICD_BASE + GICD_CTLR, GICD_CTLR_ARE_S | GICD_CTLR_ARE_NS);
		wait_distributor();
	}
	for (unsigned int i = 1; i < words; i++) {
		mmio_write32(GICD_BASE + GICD_ICENABLER(i), ~0U);
		mmio_write32(GICD_BASE + GICD_IGROUPR(i), ~0U);
		if (is_v3())
			mmio_write32(GICD_BASE + GICD_IGRPMODR(i), 0);
	}
	for (unsigned int i = 8; i < 8 * words; i++)
		mmio_write32(GICD_BASE + GICD_IPRIORITYR(i), PRIORITY_NS);
}

void gic_release_secondaries(void)
{
	mmio_write32(GICD_BASE + GICD_CTLR, mmio_read32(GICD_BASE + GICD_CTLR) | GICD_CTLR_GROUP0);
	__asm__ volatile("dsb sy\n\tsev" : : : "memory");
}

static void init_core_v3(void)
{
	uintptr_t base = redistributor(this_core()->index);

	mmio_write32(base + GICR_WAKER,
		     mmio_read32(base + GICR_WAKER) & ~GICR_WAKER_PROCESSOR_SLEEP);
	while (mmio_read32(base + GICR_WAKER) & GICR_WAKER_CHILDREN_ASLEEP)
		;
	mmio_write32(base + GICR_ICENABLER0, ~0U);
	mmio_write32(base + GICR_IGROUPR0, ~(uint32_t)BIT(WAKE_SGI));
	mmio_write32(base + GICR_IGRPMODR0, 0);
	for (unsigned int i = 0; i < 8; i++)
		mmio_write32(base + GICR_IPRIORITYR(i), PRIORITY_NS);
	mmio_write32(base + GICR_IPRIORITYR(0) + WAKE_SGI, PRIORITY_SECURE);
	mmio_write32(base + GICR_ISENABLER0, BIT(WAKE_SGI));
	write_sysreg(icc_sre_el3, ICC_SRE_ALL);
	isb();
	write_sysreg(icc_sre_el1 /* secure */, ICC_SRE_EL1_ALL);
	write_sysreg(scr_el3, this_core()->scr_ns);
	isb();
	write_sysreg(icc_sre_el2, ICC_SRE_ALL);
	isb();
	write_sysreg(icc_sre_el1 /* non-secure */, ICC_SRE_EL1_ALL);
	write_sysreg(scr_el3, SCR_RES1 | SCR_RW | SCR_SIF);
	isb();
	write_sysreg(icc_pmr_el1, GIC_PRIORITY_MIN);
	write_sysreg(icc_igrpen0_el1, ICC_IGRPEN_ENABLE);
	isb();
}

static void init_core_v2(void)
{
	mmio_write32(GICD_BASE + GICD_ICENABLER(0), ~0U);
	mmio_write32(GICD_BASE + GICD_IGROUPR(0), ~(uint32_t)BIT(WAKE_SGI)); /* banked by core */
	for (unsigned int i = 0; i < 8; i++)
		mmio_write32(GICD_BASE + GICD_IPRIORITYR(i), PRIORITY_NS);
	mmio_write32(GICD_BASE + GICD_IPRIORITYR(0) + WAKE_SGI, PRIORITY_SECURE);
	mmio_write32(GICC_BASE + GICC_PMR, GIC_PRIORITY_MIN);
	mmio_write32(GICC_BASE + GICC_CTLR,
		     GICC_CTLR_GROUP0 | GICC_CTLR_FIQEN | GICC_CTLR_NOBYPASS);
}

void gic_init_core(void)
{
	if (is_v3())
		init_core_v3();
	else
		init_core_v2();
}

void gic_wake(unsigned int index)
{
	dsb();
	if (is_v3())
		write_sysreg(icc_sgi0r_el1,
			     (uint64_t)WAKE_SGI << ICC_SGIR_INTID_SHIFT | BIT(index));
	else
		mmio_write32(GICD_BASE + GICD_SGIR, GICD_SGIR_TARGETS(1u << index) | WAKE_SGI);
	isb();
}

void gic_drain_secure(void)
{
	if (is_v3()) {
		uint64_t intid = read_sysreg(icc_iar0_el1);

		if (intid < GIC_SPECIAL)
			write_sysreg(icc_eoir0_el1, intid);
	} else {
		uint32_t iar = mmio_read32(GICC_BASE + GICC_IAR);

		if (GICC_IAR_INTID(iar) < GIC_SPECIAL)
			mmio_write32(GICC_BASE + GICC_EOIR, iar);
	}
	isb();
}

unsigned int gic_core_count(void)
{
	unsigned int n = 0;

	if (!is_v3())
		return GICD_TYPER_CPUS(mmio_read32(GICD_BASE + GICD_TYPER)) + 1;
	while (n < MAX_CORES && !(mmio_read32(redistributor(n++) + GICR_TYPER) & GICR_TYPER_LAST))
		;
	return n;
}
