/* SPDX-License-Identifier: BSD-3-Clause */
#include "scpi.h"

#define ROUNDS	256
#define READS	3000
#define RANDOMS 5000
#define LIMIT	1550 /* instructions of a value: two writes to the mailbox */

static volatile struct script *script;

static void want(uint32_t phase)
{
	__atomic_store_n(&script->wanted, phase, __ATOMIC_RELEASE);
	while (__atomic_load_n(&script->done, __ATOMIC_ACQUIRE) != phase)
		;
}

static uint32_t id_word(unsigned first)
{
	uint32_t word = 0;

	for (unsigned i = 0; i < 4; i++)
		word |= *reg(MAILBOX + first + i * 4) << 8 * i;
	return word;
}

static void registers(void)
{
	static const uint32_t unused[] = {MHU_HIGH, MHU_HIGH + MHU_SEND, MHU_SECURE,
					  MHU_SECURE + MHU_SEND, 0xf00};
	uint32_t wrong = 0;

	check("the part is 0x1bb098", id_word(0xfe0), 0x1bb098);
	check("a PrimeCell", id_word(0xff0), 0xb105f00d);
	check("of Arm", id_word(0xfd0), 4);
	check("nothing is sent", *reg(MAILBOX + MHU_LOW + MHU_SEND + MHU_STAT), 0);
	for (unsigned i = 0; i < sizeof(unused) / sizeof(*unused); i++) {
		*reg(MAILBOX + unused[i] + MHU_SET) = ~0u;
		wrong += *reg(MAILBOX + unused[i] + MHU_STAT) != 0;
	}
	check("other links lead nowhere", wrong, 0);
	*reg(MAILBOX + MHU_LOW + MHU_SET) = ~0u;
	check("it can't answer itself", *reg(MAILBOX + MHU_LOW + MHU_STAT), 0);
	*reg(MAILBOX + MHU_LOW + MHU_SEND + MHU_SET) = ~SCPI_SLOT;
	check("there is one slot", *reg(MAILBOX + MHU_LOW + MHU_SEND + MHU_STAT), 0);
	scpi_in[1] = 0x600d;
	*(volatile uint8_t *)(MAILBOX + MHU_LOW + MHU_SEND + MHU_SET) = SCPI_SLOT;
	*(volatile uint16_t *)(MAILBOX + MHU_LOW + MHU_SEND + MHU_SET) = SCPI_SLOT;
	*(volatile uint64_t *)(MAILBOX + MHU_LOW + MHU_SEND + MHU_SET) = SCPI_SLOT;
	*reg(MAILBOX + MHU_ID) = ~0u;
	check("other widths have no effect", scpi_in[1], 0x600d);
	check("nor do writes to what is only read", *reg(MAILBOX + MHU_ID), 4);
}

static void protocol(void)
{
	uint32_t wrong = 0;

	check("its version", SCPI(SCPI_CAPABILITIES, 0), SCPI_SUCCESS);
	check("is 1.2", scpi_in[2], SCPI_VERSION);
	check("the token comes back, with the size", scpi_in[0],
	      SCPI_COMMAND(SCPI_CAPABILITIES, 0xa5, 28));
	check("it has these commands", (uint64_t)scpi_in[6] << 32 | scpi_in[5], 0xe00004);
	SCPI(SCPI_SENSOR_CAPABILITIES, 0);
	check("three sensors", scpi_in[2] & 0xffff, 3);
	check("a sensor's number, class and name", SCPI(SCPI_SENSOR_INFO, 2), SCPI_SUCCESS);
	check("of the battery", (uint64_t)scpi_in[3] << 32 | scpi_in[2],
	      (uint64_t)('a' | '-' << 8 | 'b' << 16 | 'a' << 24) << 32 | 0x10002);
	check("to its end", scpi_in[7], 'a' | 'm' << 8 | 'e' << 16);
	check("a sensor too many", SCPI(SCPI_SENSOR_INFO, 3), SCPI_ERR_RANGE);
	check("and its value", SCPI(SCPI_SENSOR_VALUE, 0xffff), SCPI_ERR_RANGE);
	for (uint32_t id = 0; id < 256; id++)
		if (id != SCPI_CAPABILITIES &&
		    (id < SCPI_SENSOR_CAPABILITIES || id > SCPI_SENSOR_VALUE))
			wrong +=
			    scpi(SCPI_COMMAND(id, 1, 0), 0) != SCPI_ERR_SUPPORT || scpi_in[0] >> 16;
	check("no other command, in either set", wrong, 0);
	for (uint32_t size = 0; size < 512; size++) {
		wrong +=
		    size != 2 && scpi(SCPI_COMMAND(SCPI_SENSOR_VALUE, 1, size), 0) != SCPI_ERR_SIZE;
		wrong += size && scpi(SCPI_COMMAND(SCPI_CAPABILITIES, 1, size), 0) != SCPI_ERR_SIZE;
	}
	check("no other size", wrong, 0);
}

/* An answer that wasn't taken stays, and the next message waits. */
static void order(void)
{
	gic_init();
	gic_enable(MAILBOX_INT);
	scpi_out[0] = SCPI_COMMAND(SCPI_SENSOR_CAPABILITIES, 1, 0);
	*reg(MAILBOX + MHU_LOW + MHU_SEND + MHU_SET) = SCPI_SLOT;
	check("the interrupt comes", gic_take(), MAILBOX_INT);
	scpi_out[0] = SCPI_COMMAND(SCPI_SENSOR_CAPABILITIES, 2, 0);
	*reg(MAILBOX + MHU_LOW + MHU_SEND + MHU_SET) = SCPI_SLOT;
	check("the second message waits", *reg(MAILBOX + MHU_LOW + MHU_SEND + MHU_STAT), SCPI_SLOT);
	check("and the first answer is there", scpi_in[0],
	      SCPI_COMMAND(SCPI_SENSOR_CAPABILITIES, 1, 2));
	check("the interrupt says so again", gic_take(), MAILBOX_INT);
	*reg(MAILBOX + MHU_LOW + MHU_CLEAR) = SCPI_SLOT;
	check("then the second one", scpi_in[0], SCPI_COMMAND(SCPI_SENSOR_CAPABILITIES, 2, 2));
	check("with an interrupt", gic_take(), MAILBOX_INT);
	*reg(MAILBOX + MHU_LOW + MHU_CLEAR) = SCPI_SLOT;
	check("and no more", *reg(MAILBOX + MHU_LOW + MHU_STAT), 0);
}

static void values(void)
{
	uint32_t wrong = 0, good = 0;

	check("no value before the ECU has written one", SCPI(SCPI_SENSOR_VALUE, 0),
	      SCPI_ERR_DEVICE);
	want(PHASE_VALUES);
	while (SCPI(SCPI_SENSOR_VALUE, 0) == SCPI_ERR_BUSY)
		;
	check("a value below 0", (uint64_t)scpi_value(), (uint64_t)ENGINE);
	while (SCPI(SCPI_SENSOR_VALUE, 2) == SCPI_ERR_BUSY)
		;
	check("one of 64 bits", (uint64_t)scpi_value(), BATTERY);
	check("a broken sensor", SCPI(SCPI_SENSOR_VALUE, 1), SCPI_ERR_DEVICE);
	want(PHASE_CHANGING);
	for (unsigned i = 0; i < READS; i++) {
		uint32_t status = SCPI(SCPI_SENSOR_VALUE, 0);

		good += status == SCPI_SUCCESS;
		wrong +=
		    status == SCPI_SUCCESS ? scpi_in[2] != scpi_in[3] : status != SCPI_ERR_BUSY;
	}
	check("no value of two halves that don't belong together", wrong, 0);
	check("and most reads succeed", good > READS / 2, 1);
	want(PHASE_TORN);
	check("a write that doesn't end", SCPI(SCPI_SENSOR_VALUE, 0), SCPI_ERR_BUSY);
	want(PHASE_STALE);
	check("an old value is none", SCPI(SCPI_SENSOR_VALUE, 0), SCPI_ERR_DEVICE);
	want(PHASE_FUTURE);
	check("nor one of the future", SCPI(SCPI_SENSOR_VALUE, 0), SCPI_ERR_DEVICE);
}

static void hostile(void)
{
	uint32_t seed = 1, wrong = 0;

	for (unsigned i = 0; i < RANDOMS; i++) {
		seed = seed * 1664525 + 1013904223;
		scpi_out[0] = seed;
		scpi_out[2] = seed >> 7;
		scpi_in[i % 8] = ~seed;
		*reg(MAILBOX + (seed >> 8 & 0xffc)) = seed;
		(void)*reg(MAILBOX + (seed >> 20 & 0xffc));
	}
	*reg(MAILBOX + MHU_LOW + MHU_SEND + MHU_CLEAR) = ~0u;
	*reg(MAILBOX + MHU_LOW + MHU_CLEAR) = ~0u;
	for (unsigned i = 0; i < RANDOMS; i++) {
		uint32_t status;

		seed = seed * 1664525 + 1013904223;
		status = scpi(seed >> (seed & 15), seed);
		wrong += status > SCPI_ERR_BUSY || SCPI_SIZE(scpi_in[0]) > 28;
	}
	check("5,000 random messages are answered", wrong, 0);
	check("and it goes on", SCPI(SCPI_SENSOR_CAPABILITIES, 0), SCPI_SUCCESS);
}

static void measure(void)
{
	uint64_t least = ~0ull;

	want(PHASE_VALUES);
	want(PHASE_END); /* it is off, and the values are good for 100 ms */
	for (unsigned i = 0; i < 8; i++) {
		uint64_t start = now();

		for (unsigned n = 0; n < ROUNDS; n++)
			SCPI(SCPI_SENSOR_VALUE, 0);
		start = now() - start;
		least = start < least ? start : least;
	}
	check("the value is right", (uint64_t)scpi_value(), (uint64_t)ENGINE);
	least = least * 1000000000 / read_sysreg(cntfrq_el0) / ROUNDS;
	put("scpi.value ");
	put_number(least);
	put(" instructions\n");
	check("within the limit", least <= LIMIT, 1);
}

void guest(unsigned cpu)
{
	struct tree_channel c = {0};

	(void)cpu;
	tree_channel("script", &c);
	script = (volatile struct script *)c.base;
	scpi_open("sensors-client");
	registers();
	protocol();
	order();
	values();
	hostile();
	measure();
	summary();
}
