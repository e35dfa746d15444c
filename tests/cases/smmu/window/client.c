/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of services/edu-test: it fills its memory, waits until the driver is off, and checks what has changed. Its command
 * line: the driver's VM id, and 1 if the driver has a window of this memory.
 */
#include <stdbool.h>
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define FIRST ((volatile uint64_t *)0x40300000ull)
#define WORDS (0x100000 / 8)
#define MARK  0x7ac7ed5eed000000ull
/* What the driver may write: 64 bytes, 1, 2, 3 … */
#define WINDOW_FIRST (0x40000 / 8)
#define WINDOW_WORDS 8

static uint64_t of_driver(uint64_t word)
{
	uint64_t value = 0;

	for (unsigned i = 8; i-- > 0;)
		value = value << 8 | (uint8_t)(word * 8 + i + 1);
	return value;
}

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	uint64_t driver = parse_number(&args), window = parse_number(&args), changed = 0, came = 0;

	(void)cpu;
	for (uint64_t i = 0; i < WORDS; i++)
		FIRST[i] = MARK + i;
	tick_init();
	check("the driver runs", vm_runs(driver), 1);
	while (vm_runs(driver))
		tick_wait(now() + ticks(10000));
	for (uint64_t i = 0; i < WORDS; i++) {
		bool is_window = i - WINDOW_FIRST < WINDOW_WORDS;

		came += is_window && FIRST[i] == of_driver(i - WINDOW_FIRST);
		changed += FIRST[i] != MARK + i && !(window && is_window);
	}
	check("the driver wrote where it may", came, window ? WINDOW_WORDS : 0);
	check("no other word has changed", changed, 0);
	summary();
}
