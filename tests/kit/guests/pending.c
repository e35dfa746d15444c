/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest that makes every interrupt of its distributor pending and never takes one, until VM 0 is off. */
#include <kit/guest.h>
#include <kit/gic.h>

#define SPIS 192

/* Without writeback: an access with writeback has no syndrome, so the core couldn't emulate it. */
static void write_byte(uint64_t address, unsigned value)
{
	__asm__ volatile("strb %w0, [%1]" : : "r"(value), "r"(address));
}

void guest(unsigned cpu)
{
	(void)cpu;
	gic_init();
	/* The last ones have the highest priority. */
	for (unsigned i = 0; i < SPIS; i++)
		write_byte(GICD_BASE + GICD_IPRIORITYR(0) + GIC_SPI_FIRST + i,
			   (SPIS - 1 - i) * 256 / SPIS);
	for (unsigned n = 1; n <= SPIS / 32; n++) {
		*reg(GICD_BASE + GICD_IGROUPR(n)) = ~0u;
		*reg(GICD_BASE + GICD_ISPENDR(n)) = ~0u;
		*reg(GICD_BASE + GICD_ISENABLER(n)) = ~0u;
	}
	/* Each of these changes of GICD_CTLR concerns all interrupts at once. */
	do {
		*reg(GICD_BASE + GICD_CTLR) = 0;
		*reg(GICD_BASE + GICD_CTLR) = GICD_CTLR_ARE | GICD_CTLR_GROUP1 | GICD_CTLR_GROUP0;
	} while (vm_runs(0));
}
