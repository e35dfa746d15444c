/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Measures how much of its core this guest gets in 200 ms. It counts turns of a loop of two instructions, at one instruction a
 * nanosecond. Its bootargs say how many of 1,000 parts it must get at least.
 */
#include <kit/guest.h>
#include <kit/tree.h>

#define TURNS	  500
#define WINDOW_US 200000

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	uint64_t least = parse_number(&args), start = now(), rounds = 0;

	(void)cpu;
	while (now() - start < ticks(WINDOW_US)) {
		uint64_t n = TURNS;

		__asm__ volatile("1: subs %0, %0, #1\n b.ne 1b" : "+r"(n) : : "cc");
		rounds++;
	}
	rounds /= WINDOW_US / 1000;
	put("share: ");
	put_number(rounds);
	put(" of 1000 parts\n");
	check("it gets what its neighbour's budget leaves", rounds >= least, 1);
	summary();
}
