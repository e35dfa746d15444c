/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes QEMU's edu device (docs/specs/edu.rst of QEMU) copy to and from memory: this guest's own memory, by this guest's
 * addresses, and all other memory, which the core must report.
 */
#include <kit/tree.h>
#include "edu.h"

#define CONFIG (ECAM + 0x8000)

#define RAM	 0x40000000ull
#define RAM_SIZE 0x400000ull

static uint8_t mine[SIZE] __attribute__((aligned(64))), back[SIZE] __attribute__((aligned(64)));

static void device_reads(uint64_t address)
{
	edu(EDU, address, EDU_BUFFER, 0);
}

static void device_writes(uint64_t address)
{
	edu(EDU, EDU_BUFFER, address, EDU_RUN_TO_MEMORY);
}

static uint64_t wrong(const uint8_t *bytes, unsigned first)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < SIZE; i++)
		sum += bytes[i] != (uint8_t)(first + i);
	return sum;
}

static void fill(uint8_t *bytes, unsigned first)
{
	for (unsigned i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(first + i);
}

/* Tests what the client may do in configuration space. */
static void configuration(void)
{
	check("the function is there", *word(CONFIG) & 0xffff, 0x1234);
	check("its BAR is where it was compiled", *word(CONFIG + PCI_BAR(0)), EDU);
	*word(CONFIG + PCI_BAR(0)) = ~0u;
	check("its size can be asked", *word(CONFIG + PCI_BAR(0)), 0xfff00000);
	*word(CONFIG + PCI_BAR(0)) = 0x10000000;
	check("it can't be moved", *word(CONFIG + PCI_BAR(0)), EDU);
	check("no other capability is shown", *word(CONFIG + PCI_CAPABILITIES) & 0xff, 0);
	spoof(CONFIG, EDU, NEIGHBOUR);
	check("decoding is on", *word(CONFIG + PCI_COMMAND) & 7, 6);
	check("the device answers", *word(EDU + EDU_ID), EDU_IS);
}

static void allowed(void)
{
	fill(mine, 1);
	device_reads((uint64_t)mine);
	device_writes((uint64_t)back);
	check("it copies the VM's own memory", wrong(back, 1), 0);
}

/* Memory that isn't the device's, by kind. tests/smmu.sh compares the kinds with the image's map, and counts the core's
 * reports. */
static const struct target {
	const char *kind;
	uint64_t address;
} targets[] = {
    {"core", 0x60000000},	 {"streams", 0x60018000},	{"table", 0x60020000},
    {"image", 0x6004b000},	 {"victim", 0x50300000},	{"itself", 0x40500000},
    {"lane", 0x40611000},	 {"firmware", 0x00000000},	{"secure-memory", 0x0e000000},
    {"distributor", 0x08000000}, {"doorbell", 0x08090040},	{"console", 0x09000000},
    {"smmu", 0x09050000},	 {"configuration", 0x10000000}, {"own-bar", EDU},
    {"peer-bar", NEIGHBOUR},	 {"above-39-bits", 1ull << 39}, {"end-of-44-bits", 0xfffffffff00},
};

/* The device reads zeros there, as from any refused access. Other VMs check that it hasn't written there. */
static void refused(const struct target *t)
{
	uint64_t sum = 0;

	put("TARGET ");
	put(t->kind);
	put(" ");
	put_hex(t->address);
	put("\n");
	fill(mine, 7);
	device_reads((uint64_t)mine);
	device_writes(t->address);
	device_reads(t->address);
	device_writes((uint64_t)back);
	for (unsigned i = 0; i < SIZE; i++)
		sum += back[i];
	tick_wait(now() + ticks(1100000)); /* the core prints a few reports a second */
	check(t->kind, sum, 0);
}

/* Pages anywhere below 2^44 except in the guest's memory: the guest prints each, and tests/smmu.sh looks for the core's report
 * of it. */
static void sweep(uint64_t count)
{
	uint64_t state = 1;

	for (uint64_t i = 0; i < count; i++) {
		uint64_t address;

		do {
			state = state * 6364136223846793005ull + 1442695040888963407ull;
			/* Chooses a number of bits, then an address of that many bits, so that half of the addresses are where
			 * memory may be. */
			address = (state >> 20) >> (state >> 59 & 15) & ~0xfffull;
		} while (address - RAM < RAM_SIZE);
		put("SWEEP ");
		put(i % 2 ? "read of " : "write to ");
		put_hex(address);
		put("\n");
		if (i % 2)
			device_reads(address);
		else
			device_writes(address);
		tick_wait(now() + ticks(240000)); /* three reports a second */
	}
}

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();

	(void)cpu;
	tick_init();
	configuration();
	allowed();
	for (unsigned i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		refused(&targets[i]);
	allowed();
	sweep(parse_number(&args));
	allowed();
	summary();
}
