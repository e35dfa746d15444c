/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asks the guest at the other controller. Where the drivers die all the time, a question or an answer may be lost, but not more of
 * them than the counters say.
 */
#include "wire.h"

#define ROUNDS	   512u
#define BURST_SIZE 24u
#define TIMEOUT_US 20000u /* far beyond the time of an answer, and of some lives of the drivers */
#define TRIES	   50u

static uint64_t strangers, lost, twice;

/* Wait for a message. @return 0: it hasn't come in time */
static int answered(struct can_message *m, uint32_t id, uint32_t length, uint32_t first)
{
	uint64_t deadline = now() + ticks(TIMEOUT_US);

	while (wire_wait(m, deadline)) {
		if (m->id == id && m->length == length && (length < 4 || m->data[0] == first))
			return 1;
		strangers += m->id >= STOPPED_TOO && !(m->id & CAN_EXTENDED);
		twice++;
	}
	return 0;
}

/* Ask until there is an answer. */
static void ask(struct can_message *m, uint32_t id, uint32_t length, uint32_t first,
		uint32_t second, uint32_t reply)
{
	for (unsigned tries = 0; tries < TRIES; tries++) {
		can_send(id, length, first, second);
		can_forget_events();
		if (answered(m, reply, length, first))
			return;
		lost++;
	}
	check("there is an answer", 0, id);
}

static void tell(const char *name, uint64_t value)
{
	put(name);
	put(" ");
	put_number(value);
	put("\n");
}

static uint64_t cross(void)
{
	struct can_message m = {0};
	uint64_t wrong = 0, start = now();

	for (uint32_t i = 0; i < ROUNDS; i++) {
		ask(&m, ASK, 8, i, ~i, ANSWER);
		wrong += m.data[0] != i || m.data[1] != ~i;
	}
	tell("wire.answer", can_cost(start, 9));
	return wrong;
}

static uint64_t lengths(void)
{
	struct can_message m = {0};
	uint64_t wrong = 0;

	for (uint32_t i = 0; i <= 8; i++) {
		ask(&m, OF_LENGTH + i, i, 0x44332211, 0x88776655, LENGTH + i);
		for (uint32_t at = 0; at < i; at++)
			wrong += (m.data[at / 4] >> at % 4 * 8 & 0xff) != 0x11 * (at + 1);
	}
	ask(&m, EXTENDED, 8, 0x1234, 0x5678, EXTENDED_ANSWER);
	return wrong + (m.data[1] != 0x5678);
}

static uint32_t reported(uint32_t which)
{
	struct can_message m = {0};

	ask(&m, REPORT, 8, which, 0, REPORTED);
	return m.data[1];
}

/* Wait until the hostile guest has ended. */
static void wait_for_wild(void)
{
	for (unsigned tries = 0; tries < TRIES && !reported(WILD_ENDED); tries++) {
		struct can_message m;

		while (wire_wait(&m, now() + ticks(100000)))
			strangers++;
	}
}

static void tell_counts(void)
{
	uint64_t counted;

	check("at the far end, no stranger", reported(STRANGERS), 0);
	check("nor here", strangers, 0);
	counted = CAN_COUNTER(lost) + reported(LOST);
	tell("wire.lost", lost);
	tell("wire.counted", counted);
	tell("wire.twice", twice);
	check("no message is lost that isn't counted", lost <= counted, 1);
}

void guest(unsigned cpu)
{
	struct can_message m = {0};
	uint32_t burst, wild;

	(void)cpu;
	can_find("left-near-ram");
	can_start();
	tick_init();
	ask(&m, ASK, 8, ~0u, 0, ANSWER);
	lost = 0; /* the other end may not have been there yet */
	check("512 questions and answers cross", cross(), 0);
	check("of each length, and extended ones", lengths(), 0);
	for (uint32_t i = 0; i < BURST_SIZE; i++)
		can_send(BURST, 8, i, 0);
	for (uint32_t i = 0; i < 8; i++)
		can_send(STOPPED + i, 8, i, 0);
	can_send(WILD, 8, 0, 0);
	check("what isn't its own goes nowhere", CAN_COUNTER(denied), 1);
	can_forget_events();
	wait_for_wild();
	tell("wire.burst", burst = reported(BURSTS));
	lost += BURST_SIZE - burst;
	tell("wire.wild", wild = reported(FROM_WILD));
	check("of the hostile guest, some", wild > WILD_RATE / 5, 1);
	check("never more than its limit", reported(ABOVE_LIMIT), 0);
	tell_counts();
	for (unsigned i = 0; i < 5; i++) {
		can_send(END, 0, 0, 0);
		wire_wait(&m, now() + ticks(TIMEOUT_US));
	}
	summary();
}
