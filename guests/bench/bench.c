/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guest-bench measures a Linux guest without a TEE. It prints lines `MEASURE name value unit`. Under
 * QEMU's -icount shift=0 a nanosecond of virtual time is an instruction of the machine's core.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "common/clock.h"
#include "common/options.h"

#define LOOP_INSTRUCTIONS 2u /* subs, b.ne */

static const struct option_entry none[] = {{0}};
static const struct option_program program = {
    .name = "guest-bench",
    .purpose = "  now    `MEASURE counter N ns`: the virtual counter, as time since its start\n"
	       "  spin   execute about INSTRUCTIONS (default 500000000) of a loop without\n"
	       "         memory accesses: `MEASURE spin_instructions N instructions`,\n"
	       "         `MEASURE spin N ns`\n",
    .options = none,
    .operands = "now | spin [INSTRUCTIONS]",
    .must = true};

static void spin(uint64_t instructions)
{
	uint64_t turns = instructions / LOOP_INSTRUCTIONS, left = turns, start;

	start = clock_ticks();
	__asm__ volatile("1:	subs %0, %0, #1\n"
			 "	b.ne 1b\n"
			 : "+r"(left)
			 :
			 : "cc");
	uint64_t took = (uint64_t)clock_ns(clock_ticks() - start);

	printf("MEASURE spin_instructions %llu instructions\n",
	       (unsigned long long)(turns * LOOP_INSTRUCTIONS));
	printf("MEASURE spin %llu ns\n", (unsigned long long)took);
}

int main(int argc, char **argv)
{
	int first = options_parse(&program, argc, argv), left = argc - first;

	if (left == 1 && !strcmp(argv[first], "now"))
		printf("MEASURE counter %llu ns\n", (unsigned long long)clock_ns(clock_ticks()));
	else if ((left == 1 || left == 2) && !strcmp(argv[first], "spin"))
		spin(left == 1 ? 500000000u
			       : options_number(&program, "spin", argv[first + 1],
						LOOP_INSTRUCTIONS, UINT64_MAX));
	else
		options_mistake(&program, "now or spin is expected");
	return 0;
}
