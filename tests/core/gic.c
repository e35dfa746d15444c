/* SPDX-License-Identifier: BSD-3-Clause */
#include "gic.h"
#include "../extension/bare.h"

#define CTLR_V3	     0x13u /* affinity routing, both groups */
#define WAKER	     0x14
#define WAKER_SLEEP  2u
#define WAKER_ASLEEP 4u
#define IGROUPR	     0x80
#define ITARGETSR    0x800
#define IROUTER	     0x6000
#define SGIR	     0xf00
#define GICC_PMR     0x4
#define GICC_IAR     0xc
#define GICC_EOIR    0x10
#define SPURIOUS     1020
#define V2_SGI_MASK  0xffffu /* SGIs are always on */

static volatile uint32_t *reg(uint64_t address)
{
	return (volatile uint32_t *)address;
}

static unsigned self(void)
{
	return read_sysreg(mpidr_el1) & 0xff;
}

static uint64_t private_frame(void)
{
	return gic_v3() ? GICR + self() * GICR_STRIDE + GICR_SGI : GICD;
}

int gic_v3(void)
{
	return (read_sysreg(id_aa64pfr0_el1) >> 24 & 15) != 0;
}

void gic_init(void)
{
	uint64_t waker = GICR + self() * GICR_STRIDE + WAKER;

	if (!gic_v3()) {
		*reg(GICD) = 1;
		*reg(GICD + GIC_ICENABLER) = ~0u;
		*reg(GICC + GICC_PMR) = 0xff;
		*reg(GICC) = 1;
		return;
	}
	*reg(GICD) = CTLR_V3;
	*reg(waker) &= ~WAKER_SLEEP;
	while (*reg(waker) & WAKER_ASLEEP)
		;
	*reg(private_frame() + GIC_ICENABLER) = ~0u;
	*reg(private_frame() + IGROUPR) = ~0u;
	write_sysreg(S3_0_C12_C12_5, 1);  /* ICC_SRE_EL1 */
	write_sysreg(S3_0_C4_C6_0, 0xff); /* ICC_PMR_EL1 */
	write_sysreg(S3_0_C12_C12_7, 1);  /* ICC_IGRPEN1_EL1 */
}

void gic_enable(uint32_t intid)
{
	if (intid < 32) {
		*reg(private_frame() + GIC_ISENABLER) = 1u << intid;
		return;
	}
	if (gic_v3()) {
		*reg(GICD + IGROUPR + intid / 32 * 4) |= 1u << intid % 32;
		*(volatile uint64_t *)(GICD + IROUTER + intid * 8ull) = self();
	} else {
		*(volatile uint8_t *)(GICD + ITARGETSR + intid) = (uint8_t)(1u << self());
	}
	*reg(GICD + GIC_ISENABLER + intid / 32 * 4) = 1u << intid % 32;
}

uint32_t gic_take(void)
{
	uint64_t iar = gic_v3() ? read_sysreg(S3_0_C12_C12_0) : *reg(GICC + GICC_IAR);

	if ((iar & 0x3ff) >= SPURIOUS)
		return GIC_NONE;
	if (gic_v3())
		write_sysreg(S3_0_C12_C12_1, iar);
	else
		*reg(GICC + GICC_EOIR) = (uint32_t)iar;
	return iar & 0x3ff;
}

void gic_send(unsigned cpu, uint32_t intid)
{
	if (gic_v3())
		write_sysreg(S3_0_C12_C11_5, (uint64_t)intid << 24 | 1u << cpu);
	else
		*reg(GICD + SGIR) = 1u << (16 + cpu) | intid;
}

uint32_t gic_private_enabled(void)
{
	return *reg(private_frame() + GIC_ISENABLER) & (gic_v3() ? ~0u : ~V2_SGI_MASK);
}
