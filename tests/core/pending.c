/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest that has every interrupt of its distributor pending and never takes one, until VM 0 is off. */
#include "../extension/bare.h"
#include "gic.h"

#define SPIS	   192
#define IGROUPR	   0x80
#define ISPENDR	   0x200
#define IPRIORITYR 0x400

static int others_run(void)
{
	uint64_t x[8] = {BULKHEAD_HVC_VM_STATE, 0};

	hvc(x);
	return x[0] == BULKHEAD_VM_RUNNING || x[0] == BULKHEAD_VM_STOPPING;
}

/* Without writeback, which has no syndrome. */
static void write_byte(uint64_t address, unsigned value)
{
	__asm__ volatile("strb %w0, [%1]" : : "r"(value), "r"(address));
}

void guest(unsigned cpu)
{
	(void)cpu;
	gic_init();
	/* The last ones are the most urgent. */
	for (unsigned i = 0; i < SPIS; i++)
		write_byte(GICD + IPRIORITYR + 32 + i, (SPIS - 1 - i) * 256 / SPIS);
	for (unsigned n = 4; n <= SPIS / 8; n += 4) {
		*(volatile uint32_t *)(GICD + IGROUPR + n) = ~0u;
		*(volatile uint32_t *)(GICD + ISPENDR + n) = ~0u;
		*(volatile uint32_t *)(GICD + GIC_ISENABLER + n) = ~0u;
	}
	do {
		*(volatile uint32_t *)GICD = 0;
		*(volatile uint32_t *)GICD = 0x13;
	} while (others_run());
}
