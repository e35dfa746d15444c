/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A task of 1 ms that only the core delays. It measures how late its releases are, in nanoseconds, and checks that all are less
 * late than its bootargs say. It reports each to bench/late.
 */
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/late.h>
#include <kit/tree.h>

#define PERIOD_US 1000
#define ROUNDS	  300

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	uint64_t most = parse_number(&args), worst = 0, deadline;

	(void)cpu;
	gic_init();
	tick_init();
	deadline = now();
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t late;

		deadline += ticks(PERIOD_US);
		tick_wait(deadline);
		late = (now() - deadline) * 1000000 / ticks(1000);
		tell_late(late);
		worst = late > worst ? late : worst;
	}
	put("release.worst ");
	put_number(worst);
	put(" ns\n");
	check("its releases are in time", worst <= most, 1);
	summary();
}
