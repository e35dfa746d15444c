/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two guests with a channel that each finds in its device tree: numbers go to and fro through the shared memory, each
 * announced by a doorbell that ends the other's WFI. Between them, every misuse of a doorbell.
 * The part is chosen by the image's name: PART is PING, PONG or OUTSIDER.
 */
#include "../extension/bare.h"
#include "gic.h"
#include "tree.h"

#define PING	   0
#define PONG	   1
#define OUTSIDER   2
#define ROUNDS	   2000
#define INTERVALS  10 /* of a millisecond */
#define E_BUSY	   ((uint64_t)BULKHEAD_E_BUSY)
#define E_INVALID  ((uint64_t)BULKHEAD_E_INVALID)
#define EC(esr)	   ((esr) >> 26)
#define DATA_ABORT 0x25
#define OUTSIDE	   0x20000000ull /* where others have their channel */

struct shared {
	volatile uint64_t to_pong, to_ping, misuses, done;
};

static uint64_t ring(uint64_t index)
{
	uint64_t x[8] = {BULKHEAD_HVC_DOORBELL, index};

	hvc(x);
	return x[0];
}

static const uint64_t wrong[] = {3, 4, 100, 0x7fffffff, 0xffffffff, 1ull << 32, ~0ull, 1ull << 63};
#define WRONG (sizeof(wrong) / sizeof(wrong[0]))

static uint64_t misuse(uint64_t round)
{
	return ring(wrong[round % WRONG]) != E_INVALID;
}

static void listen(const struct tree_channel *c)
{
	gic_init();
	gic_enable(c->intid);
}

/* Until `*word` is `value`, by the doorbell alone: returns how many doorbells rang. */
static uint64_t wait_for(volatile uint64_t *word, uint64_t value, uint32_t intid)
{
	uint64_t rings = 0;

	while (*word != value) {
		uint32_t got;

		__asm__ volatile("wfi" ::: "memory");
		while ((got = gic_take()) != GIC_NONE)
			rings += got == intid;
	}
	return rings;
}

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

static void __attribute__((unused)) ping(void)
{
	struct tree_channel c, log;
	struct shared *s;
	uint64_t refused = 0, rings = 0, least = ~0ull, start;

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
	/* Many rings before anyone looks are one interrupt: nothing piles up. */
	for (int i = 0; i < 1000; i++)
		ring(c.index);
	put("channel.round_trip ");
	put_number(least * 1000000000 / read_sysreg(cntfrq_el0));
	put(" instructions\n");
	s->to_pong = ~0ull;
	ring(c.index);
	summary();
}

static void __attribute__((unused)) pong(void)
{
	struct tree_channel c, log;
	struct shared *s;

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
	check("and can't write there", EC(exception_taken()), DATA_ABORT);
	check("no doorbell where none is declared", ring(log.index), E_INVALID);
	summary();
}

static void __attribute__((unused)) outsider(void)
{
	struct tree_channel c;
	uint64_t rung = 0;

	check("no channel in its device tree", (uint64_t)tree_channel("talk", &c), (uint64_t)-1);
	for (uint64_t i = 0; i < 1000; i++)
		rung += ring(i) != E_INVALID;
	for (uint64_t i = 0; i < WRONG; i++)
		rung += misuse(i);
	check("it can ring nobody", rung, 0);
	exception_expect();
	*(volatile uint64_t *)OUTSIDE;
	check("nor see their memory", EC(exception_taken()), DATA_ABORT);
	summary();
}

void guest(unsigned cpu)
{
	(void)cpu;
#if PART == PING
	ping();
#elif PART == PONG
	pong();
#else
	outsider();
#endif
}
