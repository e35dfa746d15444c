/* SPDX-License-Identifier: BSD-3-Clause */
/* Sends as fast as its controller takes messages, and asks how many have come. */
#include "send.h"

#define MESSAGES   200u
#define TIMEOUT_US 100000u

static uint64_t answered(uint32_t id, uint32_t data, uint32_t reply)
{
	struct can_message m = {0};

	send(id, data);
	while (wire_wait(&m, now() + ticks(TIMEOUT_US)))
		if (m.id == reply && m.data[0] == data)
			return m.data[1];
	return ~0ull;
}

void guest(unsigned cpu)
{
	uint64_t start, took;

	(void)cpu;
	can_find("left-sender-ram");
	can_start();
	tick_init();
	for (unsigned i = 0; i < 10 && answered(ASK, ~0u, ANSWER) == ~0ull; i++)
		; /* the other end may not be there yet */
	start = now();
	for (uint32_t i = 0; i < MESSAGES; i++)
		send(BURST, i);
	took = (now() - start) * 1000000 / read_sysreg(cntfrq_el0);
	check("the bus is slower than this guest", took > (MESSAGES - 60) * 250, 1);
	check("the bus takes its time, and no more", took < MESSAGES * 300, 1);
	check("all have come", answered(REPORT, BURSTS, REPORTED), MESSAGES);
	check("none is lost", CAN_COUNTER(crowded), 0);
	check("nor at the other end", answered(REPORT, LOST, REPORTED), 0);
	send(END, 0);
	summary();
}
