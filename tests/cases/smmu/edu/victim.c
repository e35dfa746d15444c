/* SPDX-License-Identifier: BSD-3-Clause */
/* Nobody else writes this memory: looked at until VM 0 is off. */
#include <kit/gic.h>
#include <kit/guest.h>

#define FIRST ((volatile uint64_t *)0x40300000ull)
#define WORDS (0x100000 / 8)
#define MARK  0x7ac7ed5eed000000ull

void guest(unsigned cpu)
{
	uint64_t changed = 0;

	(void)cpu;
	for (uint64_t i = 0; i < WORDS; i++)
		FIRST[i] = MARK + i;
	tick_init();
	while (vm_runs(0))
		tick_wait(now() + ticks(10000));
	for (uint64_t i = 0; i < WORDS; i++)
		changed += FIRST[i] != MARK + i;
	check("none of its words has changed", changed, 0);
	summary();
}
