/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that uses all the time that it gets, until VM 0 is off. Bootargs: `spin`; or `hoard BUDGET PERIOD` (us): it
 * waits, and spins from BUDGET before the end of each period on, so that two budgets come in a row.
 */
#include <kit/guest.h>
#include <kit/gic.h>
#include <kit/tree.h>

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	uint64_t budget, period, end;

	(void)cpu;
	if (args[0] == 's') {
		do
			for (end = now() + ticks(10000); now() < end;)
				;
		while (vm_runs(0));
		return;
	}
	args += sizeof("hoard");
	budget = ticks(parse_number(&args));
	period = ticks(parse_number(&args));
	tick_init();
	while (vm_runs(0)) {
		end = (now() / period + 2) * period;
		tick_wait(end - budget);
		while (now() < end + budget)
			;
	}
}
