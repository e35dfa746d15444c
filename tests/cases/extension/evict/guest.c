/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two vCPUs of one client, on two cores, use the same instance: one makes it fault while the other is in the middle of long
 * requests. Each long request must end, either with its answer or with the route's error because the instance was restarted.
 */
#include <kit/guest.h>
#include <services/fault-test/fault_test.h>

#define ROUNDS 1000
#define SPINS  300

static volatile uint64_t served, aborted, wrong, ready, done, left;

static void bystander(void)
{
	uint64_t x[4];

	while (!done) {
		smc(FAULT_TEST_SPIN, SPINS, x);
		if (x[0] == 0 && x[1] == SPINS && x[3] == 0x3333)
			served++;
		else if (x[0] == (uint64_t)BULKHEAD_E_FAULT)
			aborted++;
		else
			wrong++;
		ready = 1;
	}
	left = 1;
	cpu_off();
}

void guest(unsigned cpu)
{
	uint64_t good = 0, x[4];

	if (cpu)
		bystander();
	cpu_on(1, _start, 0);
	while (!ready)
		;
	for (unsigned i = 0; i < ROUNDS; i++) {
		uint64_t before = served;
		int refused = smc(FAULT_TEST_READ, 0, 0) == (uint64_t)BULKHEAD_E_FAULT;

		smc(FAULT_TEST_ECHO, i, x);
		good += refused && x[0] == 0 && x[1] == i;
		/* Sometimes a request of the other vCPU succeeds. */
		while (i % 50 == 0 && served == before)
			;
	}
	done = 1;
	while (!left)
		;
	put("evict: ");
	put_number(served);
	put(" served, ");
	put_number(aborted);
	put(" ended by the restart\n");
	check("each fault answered, and the next request served", good, ROUNDS);
	check("requests of the other core were in the middle of it", aborted > 0 && served > 0, 1);
	check("none was answered wrongly", wrong, 0);
	summary();
}
