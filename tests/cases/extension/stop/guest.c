/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that is to stop while its request is in the extension. Whichever way the extension then ends the request, the guest
 * must execute nothing more. The number of its restarts counts its lives.
 */
#include <kit/guest.h>
#include <bulkhead/request.h>
#include <services/fault-test/fault_test.h>

#define SELF 0 /* the first VM of the description */
#define LONG 1000000

/* Requests that take longer than the watchdog's period. */
static const struct {
	uint32_t fid;
	uint32_t x1;
	int frail; /* goes by HVC to the extension whose next fault is its last */
} requests[] = {
    {FAULT_TEST_LOOP, 0, 0},		      /* ends by overrun */
    {FAULT_TEST_SPIN, LONG, 0},		      /* the same, between calls */
    {FAULT_TEST_SECTION_LOOP, 0, 0},	      /* in a section */
    {FAULT_TEST_FORWARD, FAULT_TEST_LOOP, 0}, /* in what it calls */
    {FAULT_TEST_SLOW, 0, 0},		      /* is served */
    {FAULT_TEST_SLOW, 1, 0},		      /* faults */
    {FAULT_TEST_SLOW, 1, 1},		      /* the same, and no INIT follows */
    {FAULT_TEST_LOOP, 0, 1},
};
#define LIVES (sizeof(requests) / sizeof(requests[0]))

void guest(unsigned cpu)
{
	uint64_t x[8] = {BULKHEAD_HVC_VM_STATE, SELF};

	(void)cpu;
	hvc(x);
	if (x[1] == LIVES) {
		check("it was stopped each time", x[1], LIVES);
		summary();
		return;
	}
	smc(FAULT_TEST_ECHO, 0, 0);
	hvc((uint64_t[8]){FAULT_TEST_READ}); /* the one restart that the frail one has */
	hvc((uint64_t[8]){BULKHEAD_HVC_WATCHDOG_KICK});
	if (requests[x[1]].frail)
		hvc((uint64_t[8]){requests[x[1]].fid, requests[x[1]].x1});
	else
		smc(requests[x[1]].fid, requests[x[1]].x1, 0);
	/* The guest is no longer interrupted, and makes no more requests. */
	check("it goes on though it was to stop", x[1], LIVES);
	power_off();
}
