/* SPDX-License-Identifier: BSD-3-Clause */
/* GICv2 (Arm IHI 0048B). */
#include <skiff/irq.h>
#include <skiff/plat.h>
#include "mmio.h"

#define GICD_CTLR	0x000
#define GICD_ISENABLER	0x100
#define GICD_ICENABLER	0x180
#define GICD_IPRIORITYR 0x400
#define GICD_ITARGETSR	0x800
#define GICC_CTLR	0x000
#define GICC_PMR	0x004
#define GICC_IAR	0x00c
#define GICC_EOIR	0x010
#define CTLR_ENABLE	1u
#define PMR_ALL		0xffu
#define PRIORITY	0x80u
#define SPI_FIRST	32u
#define IAR_INTID	0x3ffu

static unsigned int iar;

static void init(void)
{
	mmio_write32(machine.gicd + GICD_CTLR, CTLR_ENABLE);
	mmio_write32(machine.gicc + GICC_PMR, PMR_ALL);
	mmio_write32(machine.gicc + GICC_CTLR, CTLR_ENABLE);
}

static void enable(unsigned int number)
{
	mmio_write8(machine.gicd + GICD_IPRIORITYR + number, PRIORITY);
	if (number >= SPI_FIRST)
		mmio_write8(machine.gicd + GICD_ITARGETSR + number, 1);
	mmio_write32(machine.gicd + GICD_ISENABLER + number / 32 * 4, 1u << number % 32);
}

static void disable(unsigned int number)
{
	mmio_write32(machine.gicd + GICD_ICENABLER + number / 32 * 4, 1u << number % 32);
}

static unsigned int acknowledge(void)
{
	/* With the CPU id of an SGI: EOIR wants it back. */
	iar = mmio_read32(machine.gicc + GICC_IAR);
	return iar & IAR_INTID;
}

static void end(unsigned int number)
{
	(void)number;
	mmio_write32(machine.gicc + GICC_EOIR, iar);
}

const struct irq_controller gicv2 = {init, enable, disable, acknowledge, end};
