/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A task that computes, and counts how often the core interrupts it for others meanwhile. It waits 20 ms until its neighbours
 * have begun, then makes ROUNDS turns with a YIELD each (where QEMU with -icount goes on with the next core, so that the cores
 * take
 * turns). Its bootargs say how many interrupts it accepts, and how many instructions more than alone a turn may take.
 */
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define ROUNDS 100000

static uint64_t interrupts(void)
{
	uint64_t x[8] = {BULKHEAD_HVC_COUNTER, 0, 0, BULKHEAD_EXIT_IRQ};

	hvc(x);
	return x[1];
}

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	uint64_t most = parse_number(&args), before, start;

	(void)cpu;
	tick_init();
	tick_wait(now() + ticks(20000));
	before = interrupts();
	start = now();
	for (int i = 0; i < ROUNDS; i++)
		__asm__ volatile("yield");
	start = now() - start;
	before = interrupts() - before;
	put("victim: ");
	put_number(before);
	put(" interrupts in ");
	put_number(start * 1000000 / read_sysreg(cntfrq_el0));
	put(" us\n");
	check("the core interrupts it no more often than it must", before <= most, 1);
	summary();
}
