/* SPDX-License-Identifier: BSD-3-Clause */
#include "channel.h"

#define INTERVALS 10 /* turns of a millisecond */

/* A doorbell with a shortest interval: one that comes too early is refused, and rings later. */
static void ring_often(void)
{
	struct tree_channel slow;
	uint64_t rung = 0, busy = 0, other = 0, start,
		 ticks = read_sysreg(cntfrq_el0) / 1000 * INTERVALS;

	check("the slow channel is in the device tree", (uint64_t)tree_channel("slow", &slow), 0);
	for (start = now(); now() - start < ticks;) {
		uint64_t answer = ring(slow.index);

		rung += answer == BULKHEAD_OK;
		busy += answer == E_BUSY;
		other += answer != BULKHEAD_OK && answer != E_BUSY;
	}
	check("it rings once an interval", rung, INTERVALS);
	check("what comes between is busy", busy > 10 * INTERVALS && !other, 1);
}

void guest(unsigned cpu)
{
	struct tree_channel c, log;
	struct shared *s;
	uint64_t refused = 0, rings = 0, least = ~0ull, start;

	(void)cpu;
	check("its channel is in the device tree", (uint64_t)tree_channel("talk", &c), 0);
	check("with the declared size", c.size, 0x2000);
	check("a doorbell", c.intid >= 32, 1);
	check("the one-way channel too", (uint64_t)tree_channel("log", &log), 0);
	check("without a doorbell", log.intid, 0);
	check("a channel that isn't its own is not there", (uint64_t)tree_channel("others", &log),
	      (uint64_t)-1);
	tree_channel("log", &log);
	s = (struct shared *)c.base;
	listen(&c);
	*(volatile uint64_t *)log.base = 0x1234;
	check("no doorbell where none is declared", ring(log.index), E_INVALID);
	for (uint64_t i = 1; i <= ROUNDS; i++) {
		refused += misuse(i);
		s->to_pong = i;
		start = now();
		if (ring(c.index))
			refused++;
		rings += wait_for(&s->to_ping, i, c.intid);
		if (now() - start < least)
			least = now() - start;
	}
	ring_often();
	check("every misuse was refused", refused, 0);
	check("one doorbell a round", rings, ROUNDS);
	check("the other saw one a round", s->done, ROUNDS);
	check("and its misuses were refused", s->misuses, 0);
	/* Many rings before the peer looks make one interrupt. */
	for (int i = 0; i < 1000; i++)
		ring(c.index);
	put("channel.round_trip ");
	put_number(least * 1000000000 / read_sysreg(cntfrq_el0));
	put(" instructions\n");
	s->to_pong = ~0ull;
	ring(c.index);
	summary();
}
