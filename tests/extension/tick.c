/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual timer's interrupt on a GICv2 or GICv3 where QEMU's virt machine has it (Arm IHI 0048,
 * IHI 0069). */
#include "bare.h"

#define GICD		      0x08000000ull
#define GICC		      0x08010000ull
#define GICR		      0x080a0000ull
#define GICR_STRIDE	      0x20000
#define GICR_SGI	      0x10000
#define GICR_WAKER	      0x14
#define GICR_WAKER_SLEEP      2u
#define GICR_CHILDREN_ASLEEP  4u
#define IGROUPR0	      0x80
#define ISENABLER0	      0x100
#define GICD_ENABLE_GROUP1_V3 0x12u /* ARE_NS, EnableGrp1A as seen from non-secure */
#define GICC_CTLR	      0x0
#define GICC_PMR	      0x4
#define GICC_IAR	      0xc
#define GICC_EOIR	      0x10
#define TIMER_INTID	      27
#define SPURIOUS	      1020

static volatile uint32_t *reg(uint64_t address)
{
	return (volatile uint32_t *)address;
}

static int gicv3(void)
{
	return (read_sysreg(id_aa64pfr0_el1) >> 24 & 15) != 0;
}

void tick_init(void)
{
	uint64_t gicr = GICR + (read_sysreg(mpidr_el1) & 0xff) * GICR_STRIDE;

	if (gicv3()) {
		*reg(GICD) = GICD_ENABLE_GROUP1_V3;
		*reg(gicr + GICR_WAKER) &= ~GICR_WAKER_SLEEP;
		while (*reg(gicr + GICR_WAKER) & GICR_CHILDREN_ASLEEP)
			;
		*reg(gicr + GICR_SGI + IGROUPR0) = ~0u;
		*reg(gicr + GICR_SGI + ISENABLER0) = 1u << TIMER_INTID;
		write_sysreg(S3_0_C12_C12_5, 1);  /* ICC_SRE_EL1 */
		write_sysreg(S3_0_C4_C6_0, 0xff); /* ICC_PMR_EL1 */
		write_sysreg(S3_0_C12_C12_7, 1);  /* ICC_IGRPEN1_EL1 */
	} else {
		*reg(GICD) = 1;
		*reg(GICD + ISENABLER0) = 1u << TIMER_INTID;
		*reg(GICC + GICC_PMR) = 0xff;
		*reg(GICC + GICC_CTLR) = 1;
	}
}

/* Take what is pending. Interrupts stay masked in PSTATE. */
static void take(void)
{
	uint64_t intid = gicv3() ? read_sysreg(S3_0_C12_C12_0) : *reg(GICC + GICC_IAR);

	if ((intid & 0x3ff) >= SPURIOUS)
		return;
	write_sysreg(cntv_ctl_el0, 0);
	if (gicv3())
		write_sysreg(S3_0_C12_C12_1, intid);
	else
		*reg(GICC + GICC_EOIR) = (uint32_t)intid;
}

void tick_wait(uint64_t deadline)
{
	write_sysreg(cntv_cval_el0, deadline);
	write_sysreg(cntv_ctl_el0, 1);
	while (now() < deadline || (read_sysreg(cntv_ctl_el0) & 1)) {
		__asm__ volatile("wfi" ::: "memory");
		take();
	}
}
