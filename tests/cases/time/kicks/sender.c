/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vCPU 0 has a core to itself and makes interrupts for vCPU 1, which is preempted on another core. The first letter of the
 * bootargs chooses SGIs, or writes to ISPENDR of vCPU 1's redistributor.
 */
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define SGI 3

void guest(unsigned cpu)
{
	char how = tree_bootargs()[0];
	volatile uint32_t *ispendr =
	    reg(GICR_BASE + GICR_STRIDE + GICR_SGI + GICD_ISPENDR(0)); /* of vCPU 1 */

	gic_init();
	if (cpu) {
		gic_enable(SGI);
		for (;;)
			;
	}
	cpu_on(1, _start, 0);
	for (;;) {
		if (how == 's')
			gic_send(1, SGI);
		else if (how == 'p')
			*ispendr = 1 << SGI;
		__asm__ volatile("yield");
	}
}
