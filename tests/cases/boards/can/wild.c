/* SPDX-License-Identifier: BSD-3-Clause */
/* A hostile guest: it floods the wire, and begins again whenever it is taken off the bus. */
#include <kit/can.h>
#include "wire.h"

#define MESSAGES 3000u
#define MOST	 (100 * MESSAGES)
#define PAUSE_US 20000u /* long enough for a message within the limit */

void guest(unsigned cpu)
{
	uint32_t off = 0;

	(void)cpu;
	can_find("left-wild-ram");
	can_start();
	/* While a driver is dead, messages wait, and don't count. */
	for (uint32_t i = 0; i < MESSAGES || (!off && i < MOST); i++) {
		can_send(i % 4 ? WILD + i % 0x7f : WILD_OUT + i % 0x80, 8, i, 0);
		can_forget_events();
		if (can_read(M_CAN_PSR) & M_CAN_PSR_BO) {
			off++;
			can_start();
		}
	}
	check("it was taken off the bus", off > 0, 1);
	can_send(0x100, 8, 0, 0);
	can_send(CAN_EXTENDED | 0x18fef100, 8, 0, 0);
	tick_init();
	for (uint32_t i = 0; i < 10; i++) {
		tick_wait(now() + ticks(PAUSE_US));
		can_start();
		can_send(WILD_END, 8, 0, 0);
	}
	check("and never sends what isn't its own", CAN_COUNTER(denied) <= 2, 1);
	summary();
}
