/* SPDX-License-Identifier: BSD-3-Clause */
/* The guest at the other controller: answers, and counts what comes. */
#include "wire.h"

#define EVER  (1ull << 62)
#define SLACK 10u /* messages that waited while a driver was dead come close together */

static uint32_t strangers, bursts, from_wild, above, ended;

/* A bucket that the hostile guest's messages fill, and time empties. */
static void count_wild(void)
{
	static uint64_t level, then; /* in ticks of WILD_RATE messages a second */
	uint64_t at = now(), hz = read_sysreg(cntfrq_el0), passed = (at - then) * WILD_RATE;

	from_wild++;
	level = level > passed ? level - passed : 0;
	level += hz;
	then = at;
	above += level > (WILD_RATE + SLACK) * hz;
}

static uint32_t number(uint32_t which)
{
	const uint32_t numbers[] = {[STRANGERS] = strangers + CAN_COUNTER(foreign),
				    [LOST] = CAN_COUNTER(lost),
				    [BURSTS] = bursts,
				    [FROM_WILD] = from_wild,
				    [ABOVE_LIMIT] = above,
				    [WILD_ENDED] = ended};

	return numbers[which <= WILD_ENDED ? which : 0];
}

static void answer(const struct can_message *m)
{
	if (m->id == ASK) {
		can_send(ANSWER, m->length, m->data[0], m->data[1]);
	} else if (m->id >= OF_LENGTH && m->id <= OF_LENGTH + 8) {
		can_send(LENGTH + m->length, m->length, m->data[0], m->data[1]);
	} else if (m->id == EXTENDED) {
		can_send(EXTENDED_ANSWER, m->length, m->data[0], m->data[1]);
	} else if (m->id == REPORT) {
		can_send(STOPPED_TOO, 8, 0, 0);
		can_send(REPORTED, 8, m->data[0], number(m->data[0]));
	} else if (m->id == BURST) {
		bursts++;
	} else if (m->id == WILD_END) {
		ended = 1;
	} else if (m->id >= WILD && m->id < WILD_END) {
		count_wild();
	} else {
		strangers++;
	}
	can_forget_events();
}

void guest(unsigned cpu)
{
	struct can_message m = {0};

	(void)cpu;
	can_find("right-far-ram");
	can_start();
	tick_init();
	while (m.id != END)
		if (wire_wait(&m, EVER) && m.id != END)
			answer(&m);
	check("nothing came that may not", strangers, 0);
	summary();
}
