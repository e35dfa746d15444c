/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that takes all the time that it gets, until VM 0 is off. Bootargs: `spin`; or `hoard BUDGET PERIOD` (us): it
 * waits, and spins from BUDGET before the end of each period on, so that two budgets come in a row.
 */
#include "../extension/bare.h"
#include "gic.h"
#include "tree.h"

static int others_run(void)
{
	uint64_t x[8] = {BULKHEAD_HVC_VM_STATE, 0};

	hvc(x);
	return x[0] == BULKHEAD_VM_RUNNING || x[0] == BULKHEAD_VM_STOPPING;
}

static uint64_t number(const char **s)
{
	uint64_t n = 0;

	while (**s == ' ')
		++*s;
	for (; **s >= '0' && **s <= '9'; ++*s)
		n = n * 10 + (uint64_t)(**s - '0');
	return n;
}

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	uint64_t budget, period, end;

	(void)cpu;
	if (args[0] == 's') {
		do
			for (end = now() + ticks(10000); now() < end;)
				;
		while (others_run());
		return;
	}
	args += sizeof("hoard");
	budget = ticks(number(&args));
	period = ticks(number(&args));
	tick_init();
	while (others_run()) {
		end = (now() / period + 2) * period;
		tick_wait(end - budget);
		while (now() < end + budget)
			;
	}
}
