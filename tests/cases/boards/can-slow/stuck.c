/* SPDX-License-Identifier: BSD-3-Clause */
/* Sends to a bus that takes nothing. */
#include "send.h"

#define PATIENCE_US 150000u /* above the time that a message waits */

void guest(unsigned cpu)
{
	uint32_t waits;

	(void)cpu;
	can_find("left-sender-ram");
	can_start();
	tick_init();
	while (!CAN_COUNTER(sent)) {
		if (!can_read(M_CAN_TXBRP))
			send(BURST, 0);
		tick_wait(now() + ticks(POLL_US));
	}
	for (uint32_t i = 1; i < CAN_SLOTS + 1; i++)
		send(BURST, i);
	check("the channel holds 32", CAN_COUNTER(sent), CAN_SLOTS);
	waits = can_read(M_CAN_TXBRP);
	check("one waits", waits != 0 && !(waits & (waits - 1)), 1);
	tick_wait(now() + ticks(PATIENCE_US));
	send(BURST, 0);
	check("not for ever: it is counted, as is the next one", CAN_COUNTER(crowded), 2);
	check("nothing waits", can_read(M_CAN_TXBRP), 0);
	summary();
}
