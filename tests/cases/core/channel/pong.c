/* SPDX-License-Identifier: BSD-3-Clause */
#include <arm/esr.h>
#include "channel.h"

void guest(unsigned cpu)
{
	struct tree_channel c, log;
	struct shared *s;

	(void)cpu;
	check("its channel is in the device tree", (uint64_t)tree_channel("talk", &c), 0);
	check("the one-way channel too", (uint64_t)tree_channel("log", &log), 0);
	s = (struct shared *)c.base;
	listen(&c);
	for (uint64_t i = 1; i <= ROUNDS; i++) {
		uint64_t rings = wait_for(&s->to_pong, i, c.intid);

		s->done += rings;
		s->misuses += misuse(i);
		s->to_ping = i;
		s->misuses += ring(c.index) != 0;
	}
	wait_for(&s->to_pong, ~0ull, c.intid);
	check("it reads what came one way", *(volatile uint64_t *)log.base, 0x1234);
	exception_expect();
	*(volatile uint64_t *)log.base = 1;
	check("and can't write there", ESR_EC(exception_taken()), ESR_EC_DATA_ABORT_SAME);
	check("no doorbell where none is declared", ring(log.index), E_INVALID);
	summary();
}
