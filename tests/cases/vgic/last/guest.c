/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes all interrupts of the last bank pending. The bank's last four numbers aren't interrupts, and no list register may hold
 * them. */
#include <kit/gic.h>
#include <kit/guest.h>

#define BANK  31u
#define FIRST (BANK * 32)
#define LAST  1019u
#define ALL   0x0fffffffu /* FIRST to LAST */

void guest(unsigned cpu)
{
	unsigned taken = 0, others = 0;

	(void)cpu;
	gic_init();
	gic_enable(LAST);
	(void)gic_take(); /* the interrupt that shows that this VM runs */
	if (gic_v3())
		*reg(GICD_BASE + GICD_IGROUPR(BANK)) = ~0u;
	*reg(GICD_BASE + GICD_ISPENDR(BANK)) = ~0u;
	check("pending", *reg(GICD_BASE + GICD_ISPENDR(BANK)), ALL);
	*reg(GICD_BASE + GICD_ISENABLER(BANK)) = ~0u;
	check("enabled", *reg(GICD_BASE + GICD_ISENABLER(BANK)), ALL);
	for (unsigned i = 0; i < 64; i++) {
		uint32_t intid = gic_take();

		taken += intid >= FIRST && intid <= LAST;
		others += intid != GIC_NONE && (intid < FIRST || intid > LAST);
	}
	check("taken", taken, LAST - FIRST + 1);
	check("no others", others, 0);
	check("pending at the end", *reg(GICD_BASE + GICD_ISPENDR(BANK)), 0);
	summary();
}
