/* SPDX-License-Identifier: BSD-3-Clause */
/* GICv2 (Arm IHI 0048B). */
#include <arm/gic.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include "mmio.h"

#define PRIORITY 0x80u

static unsigned int iar;

static void init(void)
{
	mmio_write32(machine.gicd + GICD_CTLR, GICD_CTLR_ENABLE);
	mmio_write32(machine.gicc + GICC_PMR, GIC_PRIORITY_MIN);
	mmio_write32(machine.gicc + GICC_CTLR, GICC_CTLR_ENABLE);
}

static void enable(unsigned int number)
{
	mmio_write8(machine.gicd + GICD_IPRIORITYR(0) + number, PRIORITY);
	if (number >= GIC_SPI_FIRST)
		mmio_write8(machine.gicd + GICD_ITARGETSR(0) + number, 1);
	mmio_write32(machine.gicd + GICD_ISENABLER(number / 32), 1u << number % 32);
}

static void disable(unsigned int number)
{
	mmio_write32(machine.gicd + GICD_ICENABLER(number / 32), 1u << number % 32);
}

static unsigned int acknowledge(void)
{
	/* IAR with the CPU id of an SGI, which must be written to EOIR. */
	iar = mmio_read32(machine.gicc + GICC_IAR);
	return GICC_IAR_INTID(iar);
}

static void end(unsigned int number)
{
	(void)number;
	mmio_write32(machine.gicc + GICC_EOIR, iar);
}

const struct irq_controller gicv2 = {init, enable, disable, acknowledge, end};
