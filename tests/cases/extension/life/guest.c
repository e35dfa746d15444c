/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two clients of a shared extension, which calls another one. The first client restarts: both extensions must be told once, by
 * whichever of its vCPUs comes first, and before its first request. The other client's state must not change. The first client
 * learns its life's number from the shared extension, which counts the client's ends.
 */
#include <kit/guest.h>
#include <services/fault-test/fault_test.h>

#define CLIENT 0 /* the first VM of the description */
#define LIVES  3

static volatile uint64_t second_done;
static uint64_t requests; /* this client's requests so far in its life */

/* Checks that both extensions have been told `gone` times, and have served this client `requests` times since then. */
static int told(uint64_t gone, uint64_t count)
{
	uint64_t own[4], inner[4];

	smc(FAULT_TEST_GONE, 0, own);
	smc(FAULT_TEST_FORWARD, FAULT_TEST_GONE, inner);
	return own[0] == 0 && own[1] == gone && own[2] == count && inner[0] == 0 &&
	       inner[1] == BULKHEAD_OK && inner[2] == gone && inner[3] == count;
}

/* In odd lives, the second vCPU calls first. */
static void client(unsigned cpu)
{
	uint64_t life, good;

	vm_state(CLIENT, &life);
	if (cpu) {
		requests += told(life, requests + 1);
		second_done = 1;
		cpu_off();
	}
	if (!(life & 1))
		requests += told(life, requests + 1);
	cpu_on(1, _start, 0);
	while (!second_done)
		;
	if (life & 1)
		requests += told(life, requests + 1);
	good = requests == 2 && told(life, 3);
	check("told once a life, and served", good, 1);
	if (life + 1 < LIVES)
		psci(PSCI_SYSTEM_RESET, 0, 0, 0);
	summary();
}

static void other(void)
{
	uint64_t wrong = 0, restarts, count = 0;

	while (vm_state(CLIENT, &restarts) != BULKHEAD_VM_OFF)
		wrong += !told(0, ++count);
	check("another client's end is nothing to it", wrong, 0);
	check("it was there all the time", count > 10 && restarts == LIVES - 1, 1);
	summary();
}

void guest(unsigned cpu)
{
	/* Only the other client may ask for its state. */
	if ((int64_t)vm_state(CLIENT + 1, 0) == BULKHEAD_E_DENIED)
		client(cpu);
	else
		other();
}
