/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guest-bench: figures of a Linux guest that need no TEE. Lines: `MEASURE name value unit`. Under
 * QEMU's -icount shift=0 a nanosecond of virtual time is an instruction of the machine's core.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOP_INSTRUCTIONS 2u /* subs, b.ne */

static uint64_t ticks(void)
{
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value) : : "memory");
	return value;
}

static uint64_t ns_of(uint64_t count)
{
	uint64_t hz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return (uint64_t)((double)count * 1e9 / (double)hz);
}

static void usage(FILE *to)
{
	fputs("usage: guest-bench now | spin [INSTRUCTIONS]\n"
	      "  now    `MEASURE counter N ns`: the virtual counter, since it started\n"
	      "  spin   execute about INSTRUCTIONS (default 500000000) of a loop without memory "
	      "accesses:\n"
	      "         `MEASURE spin_instructions N instructions`, `MEASURE spin N ns`\n",
	      to);
}

static int spin(const char *text)
{
	char *end = "";
	uint64_t instructions = text ? strtoull(text, &end, 0) : 500000000u;
	uint64_t turns = instructions / LOOP_INSTRUCTIONS, left = turns, start;

	if (*end != '\0' || turns == 0) {
		fprintf(stderr,
			"guest-bench: spin %s: expected a number of instructions, 2 or more\n",
			text);
		return 2;
	}
	start = ticks();
	__asm__ volatile("1:	subs %0, %0, #1\n"
			 "	b.ne 1b\n"
			 : "+r"(left)
			 :
			 : "cc");
	uint64_t took = ns_of(ticks() - start);

	printf("MEASURE spin_instructions %llu instructions\n",
	       (unsigned long long)(turns * LOOP_INSTRUCTIONS));
	printf("MEASURE spin %llu ns\n", (unsigned long long)took);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "now")) {
		printf("MEASURE counter %llu ns\n", (unsigned long long)ns_of(ticks()));
		return 0;
	}
	if ((argc == 2 || argc == 3) && !strcmp(argv[1], "spin"))
		return spin(argv[2]);
	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		usage(stdout);
		return 0;
	}
	usage(stderr);
	return 2;
}
