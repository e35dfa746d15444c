/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include "script.h"

static uint8_t byte(struct script *script)
{
	return script->at < script->end ? *script->at++ : 0;
}

uint32_t script_choose(struct script *script, uint32_t limit)
{
	uint32_t value = byte(script);

	if (limit > 256)
		value = value << 8 | byte(script);
	if (limit > 65536)
		value = value << 16 | (uint32_t)byte(script) << 8 | byte(script);
	return limit ? value % limit : 0;
}

uint64_t script_number(struct script *script)
{
	static const uint64_t numbers[] = {
	    0,		1,	    2,		3,	    4,		7,	    8,
	    9,		16,	    31,		32,	    63,		64,	    65,
	    127,	128,	    255,	256,	    4095,	4096,	    4097,
	    8192,	65535,	    65536,	1u << 20,   1u << 30,	1u << 31,   0xffffffff,
	    0x80000000, 0xfffff000, 1019,	1020,	    0x08000000, 0x09000000, 0x09010000,
	    0x10000000, 0x20000000, 0x40000000, 0x50000000, 0x60000000, 0x7ffff000, 0x84000000,
	    1ull << 32, 1ull << 39, 1ull << 40, 1ull << 48, 1ull << 63, ~0ull,	    ~0ull << 12};
	uint32_t choice = byte(script);
	uint64_t value = 0;

	if (choice < sizeof(numbers) / sizeof(*numbers))
		return numbers[choice];
	if (choice < 0xc0)
		return choice;
	for (unsigned i = 0; i < (choice < 0xe0 ? 4 : 8); i++)
		value = value << 8 | byte(script);
	return value;
}

const char *fuzz_seeds(void)
{
	const char *seeds = getenv("FUZZ_SEEDS");

	if (!seeds) {
		fprintf(stderr, "FUZZ_SEEDS=FOLDER is expected in the environment\n");
		exit(2);
	}
	return seeds;
}
