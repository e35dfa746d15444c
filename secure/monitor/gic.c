/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Security set-up of a GICv2 or GICv3 (IHI 0048B, IHI 0069): every interrupt is non-secure group 1
 * except one SGI of group 0, which wakes a core that waits for CPU_ON. One image for both: the core
 * says which.
 */
#include "core.h"
#include "sysreg.h"

#define WAKE_SGI 8

#define GICD_CTLR	   (GICD_BASE + 0x000)
#define GICD_CTLR_GRP0	   BIT(0)
#define GICD_CTLR_ARE_S	   BIT(4)
#define GICD_CTLR_ARE_NS   BIT(5)
#define GICD_CTLR_RWP	   BIT(31)
#define GICD_TYPER	   (GICD_BASE + 0x004)
#define GICD_TYPER_LINES   0x1F
#define GICD_TYPER_CPUS(t) (((t) >> 5) & 7)
#define GICD_IGROUPR	   (GICD_BASE + 0x080)
#define GICD_ICENABLER	   (GICD_BASE + 0x180)
#define GICD_IPRIORITYR	   (GICD_BASE + 0x400)
#define GICD_IGRPMODR	   (GICD_BASE + 0xD00)
#define GICD_SGIR	   (GICD_BASE + 0xF00)

#define GICC_CTLR	   (GICC_BASE + 0x000)
#define GICC_CTLR_GRP0	   BIT(0)
#define GICC_CTLR_FIQEN	   BIT(3)
#define GICC_CTLR_NOBYPASS (0xFUL << 5)
#define GICC_PMR	   (GICC_BASE + 0x004)
#define GICC_IAR	   (GICC_BASE + 0x00C)
#define GICC_EOIR	   (GICC_BASE + 0x010)

#define GICR_STRIDE	  0x20000
#define GICR_TYPER	  0x0008
#define GICR_TYPER_LAST	  BIT(4)
#define GICR_WAKER	  0x0014
#define GICR_WAKER_SLEEP  BIT(1)
#define GICR_WAKER_ASLEEP BIT(2)
#define GICR_SGI	  0x10000
#define GICR_IGROUPR0	  (GICR_SGI + 0x080)
#define GICR_ICENABLER0	  (GICR_SGI + 0x180)
#define GICR_ISENABLER0	  (GICR_SGI + 0x100)
#define GICR_IPRIORITYR	  (GICR_SGI + 0x400)
#define GICR_IGRPMODR0	  (GICR_SGI + 0xD00)

#define ICC_SRE_ALL	0xF /* system registers, no bypass, lower levels may use them too */
#define INTID_SPECIAL	1020
#define PRIORITY_SECURE 0x20202020U
#define PRIORITY_NS	0x80808080U /* the most urgent that the normal world can have */
#define PRIORITY_ALL	0xFF

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
	while (mmio_read32(GICD_CTLR) & GICD_CTLR_RWP)
		;
}

void gic_init(void)
{
	unsigned int words = (mmio_read32(GICD_TYPER) & GICD_TYPER_LINES) + 1; /* of 32 lines */

	mmio_write32(GICD_CTLR, 0);
	if (is_v3()) {
		wait_distributor();
		mmio_write32(GICD_CTLR, GICD_CTLR_ARE_S | GICD_CTLR_ARE_NS);
		wait_distributor();
	}
	for (unsigned int i = 1; i < words; i++) {
		mmio_write32(GICD_ICENABLER + 4 * i, ~0U);
		mmio_write32(GICD_IGROUPR + 4 * i, ~0U);
		if (is_v3())
			mmio_write32(GICD_IGRPMODR + 4 * i, 0);
	}
	for (unsigned int i = 8; i < 8 * words; i++)
		mmio_write32(GICD_IPRIORITYR + 4 * i, PRIORITY_NS);
}

void gic_release_secondaries(void)
{
	mmio_write32(GICD_CTLR, mmio_read32(GICD_CTLR) | GICD_CTLR_GRP0);
	__asm__ volatile("dsb sy\n\tsev" : : : "memory");
}

static void init_core_v3(void)
{
	uintptr_t base = redistributor(this_core()->index);

	mmio_write32(base + GICR_WAKER, mmio_read32(base + GICR_WAKER) & ~GICR_WAKER_SLEEP);
	while (mmio_read32(base + GICR_WAKER) & GICR_WAKER_ASLEEP)
		;
	mmio_write32(base + GICR_ICENABLER0, ~0U);
	mmio_write32(base + GICR_IGROUPR0, ~(uint32_t)BIT(WAKE_SGI));
	mmio_write32(base + GICR_IGRPMODR0, 0);
	for (unsigned int i = 0; i < 8; i++)
		mmio_write32(base + GICR_IPRIORITYR + 4 * i, PRIORITY_NS);
	mmio_write32(base + GICR_IPRIORITYR + WAKE_SGI, PRIORITY_SECURE);
	mmio_write32(base + GICR_ISENABLER0, BIT(WAKE_SGI));
	write_sysreg(s3_6_c12_c12_5 /* ICC_SRE_EL3 */, ICC_SRE_ALL);
	isb();
	write_sysreg(s3_0_c12_c12_5 /* ICC_SRE_EL1, secure */, ICC_SRE_ALL & 7);
	write_sysreg(scr_el3, this_core()->scr_ns);
	isb();
	write_sysreg(s3_4_c12_c9_5 /* ICC_SRE_EL2 */, ICC_SRE_ALL);
	isb();
	write_sysreg(s3_0_c12_c12_5 /* ICC_SRE_EL1, non-secure */, ICC_SRE_ALL & 7);
	write_sysreg(scr_el3, SCR_RES1 | SCR_RW | SCR_SIF);
	isb();
	write_sysreg(s3_0_c4_c6_0 /* ICC_PMR_EL1 */, PRIORITY_ALL);
	write_sysreg(s3_0_c12_c12_6 /* ICC_IGRPEN0_EL1 */, 1);
	isb();
}

static void init_core_v2(void)
{
	mmio_write32(GICD_ICENABLER, ~0U);
	mmio_write32(GICD_IGROUPR, ~(uint32_t)BIT(WAKE_SGI)); /* banked by core */
	for (unsigned int i = 0; i < 8; i++)
		mmio_write32(GICD_IPRIORITYR + 4 * i, PRIORITY_NS);
	mmio_write32(GICD_IPRIORITYR + WAKE_SGI, PRIORITY_SECURE);
	mmio_write32(GICC_PMR, PRIORITY_ALL);
	mmio_write32(GICC_CTLR, GICC_CTLR_GRP0 | GICC_CTLR_FIQEN | GICC_CTLR_NOBYPASS);
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
		write_sysreg(s3_0_c12_c11_7 /* ICC_SGI0R_EL1 */,
			     (uint64_t)WAKE_SGI << 24 | BIT(index));
	else
		mmio_write32(GICD_SGIR, BIT(16 + index) | WAKE_SGI);
	isb();
}

void gic_drain_secure(void)
{
	if (is_v3()) {
		uint64_t intid = read_sysreg(s3_0_c12_c8_0 /* ICC_IAR0_EL1 */);

		if (intid < INTID_SPECIAL)
			write_sysreg(s3_0_c12_c8_1 /* ICC_EOIR0_EL1 */, intid);
	} else {
		uint32_t iar = mmio_read32(GICC_IAR);

		if ((iar & 0x3FF) < INTID_SPECIAL)
			mmio_write32(GICC_EOIR, iar);
	}
	isb();
}

unsigned int gic_core_count(void)
{
	unsigned int n = 0;

	if (!is_v3())
		return GICD_TYPER_CPUS(mmio_read32(GICD_TYPER)) + 1;
	while (n < MAX_CORES && !(mmio_read32(redistributor(n++) + GICR_TYPER) & GICR_TYPER_LAST))
		;
	return n;
}
