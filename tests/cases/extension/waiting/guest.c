/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client that stays in an exclusive section of a shared extension for most of its budget, while another client does the same
 * on another core. Each waits for the other, and the wait must not count as its own CPU time.
 */
#include <kit/guest.h>
#include <services/fault-test/fault_test.h>

#define ROUNDS	3
#define HOLD_US 600000 /* of a budget of 1,000,000: long, since the host may be busy meanwhile */

void guest(unsigned cpu)
{
	uint64_t refused = 0, waited = 0;

	(void)cpu;
	for (unsigned i = 0; i < ROUNDS; i++) {
		uint64_t start = now();

		refused += smc(FAULT_TEST_SECTION_HOLD, HOLD_US, 0) != 0;
		waited += now() - start > ticks(HOLD_US + HOLD_US / 2);
	}
	check("it waited for the other core", waited > 0, 1);
	check("waiting is no overrun", refused, 0);
	summary();
}
