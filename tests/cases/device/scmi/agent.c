/* SPDX-License-Identifier: BSD-3-Clause */
#include "scmi.h"

#define ROUNDS	      256
#define LIMIT	      400 /* instructions of a call */
#define STATUS(value) ((uint32_t)(value))

static void protocols(void)
{
	check("the channel is free at first", shared->status, SCMI_FREE);
	check("base has its version", SCMI(SCMI_BASE, SCMI_VERSION), SCMI_SUCCESS);
	check("which is 2.0", shared->payload[1], 0x20000);
	check("the token comes back", SCMI_TOKEN(shared->header), 0x2a5);
	SCMI(SCMI_BASE, SCMI_ATTRIBUTES);
	check("three protocols, one agent", shared->payload[1], 0x103);
	SCMI(SCMI_BASE, SCMI_BASE_AGENT, SCMI_SELF);
	check("the agent learns its name", shared->payload[2] & 0xffffff,
	      'a' | 'g' << 8 | 'e' << 16);
	check("a message that isn't there", SCMI(SCMI_BASE, SCMI_MESSAGE_ATTRIBUTES, 9),
	      STATUS(SCMI_NOT_FOUND));
	check("a protocol that isn't there", SCMI(0x13, SCMI_VERSION), STATUS(SCMI_NOT_SUPPORTED));
}

static void states(void)
{
	SCMI(SCMI_POWER, SCMI_POWER_GET, 2);
	check("a domain is off at first", shared->payload[1], SCMI_POWER_OFF);
	SCMI(SCMI_POWER, SCMI_POWER_SET, 0, 2, SCMI_POWER_ON);
	SCMI(SCMI_POWER, SCMI_POWER_GET, 2);
	check("then on", shared->payload[1], SCMI_POWER_ON);
	SCMI(SCMI_POWER, SCMI_POWER_GET, 1);
	check("and no other", shared->payload[1], SCMI_POWER_OFF);
	check("a domain too many", SCMI(SCMI_POWER, SCMI_POWER_SET, 0, 3, SCMI_POWER_ON),
	      STATUS(SCMI_NOT_FOUND));
	SCMI(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, 0, 0, 200000000, 0);
	SCMI(SCMI_CLOCK, SCMI_CLOCK_RATE_GET, 0);
	check("a clock has the rate below", shared->payload[1], 148500000);
	check("no rate is that low", SCMI(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, 0, 0, 1000, 0),
	      STATUS(SCMI_OUT_OF_RANGE));
	SCMI(SCMI_CLOCK, SCMI_CLOCK_RATES, 1, 0);
	check("a long list comes in pieces", shared->payload[1], 15 | 17 << 16);
	SCMI(SCMI_CLOCK, SCMI_CLOCK_RATES, 1, 30);
	check("to its end", shared->payload[1] << 16 | shared->payload[4], 2 << 16 | 32);
	check("and not beyond", SCMI(SCMI_CLOCK, SCMI_CLOCK_RATES, 1, 32),
	      STATUS(SCMI_OUT_OF_RANGE));
	check("a reset", SCMI(SCMI_RESET, SCMI_RESET_RESET, 1, SCMI_RESET_AUTONOMOUS, 0),
	      SCMI_SUCCESS);
	check("a reset too many", SCMI(SCMI_RESET, SCMI_RESET_RESET, 2, SCMI_RESET_ASSERT, 0),
	      STATUS(SCMI_NOT_FOUND));
}

/* Sends messages of any length, with any header, numbers of any size, and by a channel that isn't this guest's. */
static void hostile(void)
{
	static const uint32_t lengths[] = {0,	1,   3,		 5,	     7,
					   133, 136, 0x7fffffff, 0x80000000, 0xffffffff};
	uint32_t wrong = 0, seed = 1;

	for (unsigned i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		shared->header = SCMI_HEADER(SCMI_CLOCK, SCMI_CLOCK_RATES, 0);
		shared->length = lengths[i];
		shared->status = 0;
		smc(CALL, 0, 0);
		wrong += shared->payload[0] != STATUS(SCMI_PROTOCOL_ERROR) || shared->length != 8;
	}
	check("no wrong length is taken", wrong, 0);
	for (unsigned i = 0; i < 5000; i++) {
		shared->header =
		    SCMI_HEADER(SCMI_BASE + (i & 7), i >> 3 & 15, i) | (i & 63 ? 0 : 1u << 8);
		shared->length = i % 7 * 4 + 4;
		for (unsigned n = 0; n < 6; n++) {
			seed = seed * 1664525 + 1013904223;
			shared->payload[n] = seed >> (seed >> 28);
		}
		shared->status = 0;
		wrong += smc(CALL, 0, 0) != 0 || shared->length > 4 + SCMI_PAYLOAD;
	}
	check("5,000 random messages are answered", wrong, 0);
	check("a channel that isn't given", smc(CALL, 0, 0), (uint64_t)-1);
	check("is left alone", shared->status, SCMI_FREE);
}

/* Returns the ticks of ROUNDS messages. Without `call`, messages are only prepared. */
static uint64_t ask(int call)
{
	uint64_t start = now();

	for (unsigned n = 0; n < ROUNDS; n++) {
		register uint64_t x0 __asm__("x0") = CALL;

		shared->header = SCMI_HEADER(SCMI_CLOCK, SCMI_CLOCK_RATE_GET, 0);
		shared->length = 8;
		shared->payload[0] = 0;
		shared->status = 0;
		if (call)
			__asm__ volatile("smc #0" : "+r"(x0) : : "x1", "x2", "x3", "memory");
	}
	return now() - start;
}

static void measure(void)
{
	const uint32_t set[] = {0, 0, 148500000, 0};
	uint64_t least = ~0ull, took;

	scmi(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, 4, set);
	for (unsigned i = 0; i < 8; i++) {
		took = ask(1);
		least = took < least ? took : least;
	}
	check("the answer is the same", shared->payload[1], 148500000);
	least = (least - ask(0)) * 1000000000 / read_sysreg(cntfrq_el0) / ROUNDS;
	put("scmi.call ");
	put_number(least);
	put(" instructions\n");
	check("within the limit", least <= LIMIT, 1);
}

void guest(unsigned cpu)
{
	(void)cpu;
	scmi_open("scmi-agent");
	protocols();
	states();
	measure();
	hostile();
	summary();
}
