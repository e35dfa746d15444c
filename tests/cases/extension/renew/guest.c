/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client whose extension fails too often: calls return errors until the client restarts. Then the extension begins anew,
 * without its earlier state.
 */
#include <kit/guest.h>
#include <services/fault-test/fault_test.h>

#define SELF 0 /* the first VM of the description */
#define MAX  3 /* restarts that the description allows */

void guest(unsigned cpu)
{
	uint64_t served[4], errors = 0, life;

	(void)cpu;
	vm_state(SELF, &life);
	check("begins fresh", smc(FAULT_TEST_GENERATION, 0, served), 0);
	check("has served nothing before", served[1], 1);
	if (life > 0) {
		summary();
		return;
	}
	for (unsigned i = 0; i < MAX; i++) {
		smc(FAULT_TEST_READ, 0, 0);
		errors += smc(FAULT_TEST_ECHO, 0, 0) != 0;
	}
	check("restarts as often as it may", errors, 0);
	smc(FAULT_TEST_READ, 0, 0);
	for (unsigned i = 0; i < 10; i++)
		errors += smc(FAULT_TEST_ECHO, 0, 0) == (uint64_t)BULKHEAD_E_FAULT;
	check("then answers errors", errors, 10);
	psci(PSCI_SYSTEM_RESET, 0, 0, 0);
}
