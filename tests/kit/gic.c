/* SPDX-License-Identifier: BSD-3-Clause */
#include "gic.h"
#include "guest.h"

#define V2_SGI_MASK  0xffffu /* SGIs are always on */
#define TIMER_ENABLE 1u
#define TIMER_STATUS 4u /* CNTV_CTL_EL0.ISTATUS */

static unsigned self(void)
{
	return read_sysreg(mpidr_el1) & 0xff;
}

uint64_t gic_private_frame(void)
{
	return gic_v3() ? GICR_BASE + self() * GICR_STRIDE + GICR_SGI : GICD_BASE;
}

int gic_v3(void)
{
	return (read_sysreg(id_aa64pfr0_el1) >> 24 & 15) != 0;
}

void gic_init(void)
{
	uint64_t waker = GICR_BASE + self() * GICR_STRIDE + GICR_WAKER;

	if (!gic_v3()) {
		*reg(GICD_BASE + GICD_CTLR) = GICD_CTLR_ENABLE;
		*reg(GICD_BASE + GICD_ICENABLER(0)) = ~0u;
		*reg(GICC_BASE + GICC_PMR) = GIC_PRIORITY_MIN;
		*reg(GICC_BASE + GICC_CTLR) = GICC_CTLR_ENABLE;
		return;
	}
	*reg(GICD_BASE + GICD_CTLR) = GICD_CTLR_ARE | GICD_CTLR_GROUP1 | GICD_CTLR_GROUP0;
	*reg(waker) &= ~GICR_WAKER_PROCESSOR_SLEEP;
	while (*reg(waker) & GICR_WAKER_CHILDREN_ASLEEP)
		;
	*reg(gic_private_frame() + GICD_ICENABLER(0)) = ~0u;
	*reg(gic_private_frame() + GICD_IGROUPR(0)) = ~0u;
	write_sysreg(icc_sre_el1, ICC_SRE_SRE);
	write_sysreg(icc_pmr_el1, GIC_PRIORITY_MIN);
	write_sysreg(icc_igrpen1_el1, ICC_IGRPEN_ENABLE);
}

void gic_enable(uint32_t intid)
{
	if (intid < GIC_SPI_FIRST) {
		*reg(gic_private_frame() + GICD_ISENABLER(0)) = 1u << intid;
		return;
	}
	if (gic_v3()) {
		*reg(GICD_BASE + GICD_IGROUPR(intid / 32)) |= 1u << intid % 32;
		*(volatile uint64_t *)(GICD_BASE + GICD_IROUTER(intid)) = self();
	} else {
		*(volatile uint8_t *)(GICD_BASE + GICD_ITARGETSR(0) + intid) =
		    (uint8_t)(1u << self());
	}
	*reg(GICD_BASE + GICD_ISENABLER(intid / 32)) = 1u << intid % 32;
}

uint32_t gic_take(void)
{
	uint64_t iar = gic_v3() ? read_sysreg(icc_iar1_el1) : *reg(GICC_BASE + GICC_IAR);

	if (GICC_IAR_INTID(iar) >= GIC_SPECIAL)
		return GIC_NONE;
	if (gic_v3())
		write_sysreg(icc_eoir1_el1, iar);
	else
		*reg(GICC_BASE + GICC_EOIR) = (uint32_t)iar;
	return GICC_IAR_INTID(iar);
}

void gic_send(unsigned cpu, uint32_t intid)
{
	if (gic_v3())
		write_sysreg(icc_sgi1r_el1, (uint64_t)intid << ICC_SGIR_INTID_SHIFT | 1u << cpu);
	else
		*reg(GICD_BASE + GICD_SGIR) = GICD_SGIR_TARGETS(1u << cpu) | intid;
}

uint32_t gic_private_enabled(void)
{
	return *reg(gic_private_frame() + GICD_ISENABLER(0)) & (gic_v3() ? ~0u : ~V2_SGI_MASK);
}

void tick_init(void)
{
	gic_init();
	gic_enable(GIC_VTIMER);
}

void tick_wait(uint64_t deadline)
{
	write_sysreg(cntv_cval_el0, deadline);
	write_sysreg(cntv_ctl_el0, TIMER_ENABLE);
	while (now() < deadline || (read_sysreg(cntv_ctl_el0) & TIMER_ENABLE)) {
		__asm__ volatile("wfi" ::: "memory");
		/* The timer is turned off before its interrupt is ended, or its level would raise the interrupt again. */
		if (read_sysreg(cntv_ctl_el0) & TIMER_STATUS)
			write_sysreg(cntv_ctl_el0, 0);
		gic_take();
	}
}
