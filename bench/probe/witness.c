/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs whenever no other VM runs. It reads the counter all the time: a jump of the counter is a time in which others ran. Its
 * bootargs are up to four pairs of times, in milliseconds of the virtual counter: begin and end of a stage. It prints a line
 * for each stage: `witness STAGE TIMES SUM LEAST MEDIAN MOST`, in ticks.
 */
#include <kit/tree.h>
#include "probe.h"

#define JUMP	16 /* ticks; a turn of the loop takes less than one */
#define BUCKETS 4096
#define STAGES	4

static uint32_t buckets[BUCKETS]; /* indexed by ticks; the last one counts all longer jumps */

static uint64_t median(uint64_t times)
{
	uint64_t left = (times + 1) / 2, i = 0;

	while (i < BUCKETS - 1 && left > buckets[i])
		left -= buckets[i++];
	return i;
}

static void stage(uint64_t index, uint64_t from, uint64_t to)
{
	uint64_t times = 0, sum = 0, least = UINT64_MAX, most = 0, last, t;

	for (int i = 0; i < BUCKETS; i++)
		buckets[i] = 0;
	while ((last = read_sysreg(cntvct_el0)) < from)
		;
	for (; last < to; last = t) {
		uint64_t jump;

		t = read_sysreg(cntvct_el0);
		jump = t - last;
		if (jump < JUMP)
			continue;
		times++;
		sum += jump;
		least = jump < least ? jump : least;
		most = jump > most ? jump : most;
		buckets[jump < BUCKETS ? jump : BUCKETS - 1]++;
	}
	const uint64_t columns[] = {index, times, sum, times ? least : 0, times ? median(times) : 0,
				    most};

	put("witness");
	for (unsigned i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		put(" ");
		put_number(columns[i]);
	}
	put("\n");
}

void guest(unsigned cpu)
{
	uint64_t ticks_per_ms = read_sysreg(cntfrq_el0) / 1000, at[2 * STAGES];
	const char *s = tree_bootargs();
	unsigned n = 0;

	(void)cpu;
	for (; *s && n < 2 * STAGES; n++)
		at[n] = parse_number(&s);
	for (unsigned i = 0; i + 1 < n; i += 2)
		stage(i / 2, at[i] * ticks_per_ms, at[i + 1] * ticks_per_ms);
}
