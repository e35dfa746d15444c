/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attacks the driver with its own function. When VM 0 is off, it checks that the driver's attacks have changed neither its
 * memory, which nobody else writes, nor its function.
 */
#include <kit/tree.h>
#include "edu.h"

#define CONFIG (ECAM + 0x18000)
#define FIRST  ((volatile uint64_t *)0x40300000ull)
#define WORDS  (0x100000 / 8)
#define LANE   (0x1000 / 8) /* words of the channel */
#define MARK   0x7ac7ed5eed000000ull

static void attack(void)
{
	static const uint64_t target[] = {0x51000000, 0x50300000, EDU, NEIGHBOUR};

	spoof(CONFIG, NEIGHBOUR, EDU);
	for (unsigned i = 0; i < sizeof(target) / sizeof(*target); i++) {
		edu(NEIGHBOUR, EDU_BUFFER, target[i], EDU_RUN_TO_MEMORY);
		edu(NEIGHBOUR, target[i], EDU_BUFFER, 0);
		tick_wait(now() + ticks(1100000)); /* the core prints a few reports a second */
	}
}

void guest(unsigned cpu)
{
	struct tree_channel channel;
	volatile uint64_t *lane;
	uint64_t changed = 0;

	(void)cpu;
	check("it has a channel", (uint64_t)tree_channel("lane", &channel), 0);
	lane = (volatile uint64_t *)channel.base;
	for (uint64_t i = 0; i < WORDS; i++)
		FIRST[i] = MARK + i;
	for (uint64_t i = 0; i < LANE; i++)
		lane[i] = MARK - i;
	tick_init();
	attack();
	while (vm_runs(0))
		tick_wait(now() + ticks(10000));
	for (uint64_t i = 0; i < WORDS; i++)
		changed += FIRST[i] != MARK + i;
	check("none of its words has changed", changed, 0);
	changed = 0;
	for (uint64_t i = 0; i < LANE; i++)
		changed += lane[i] != MARK - i;
	check("none of its channel's either", changed, 0);
	check("its BAR is where it was compiled", *word(CONFIG + PCI_BAR(0)), NEIGHBOUR);
	check("its registers answer", *word(NEIGHBOUR + EDU_ID), EDU_IS);
	summary();
}
