/* SPDX-License-Identifier: BSD-3-Clause */
/* This VM may control all VMs, and runs when the others have ended. It checks what the core says of their ends. */
#include <kit/guest.h>

static void is(const char *name, uint64_t vm, uint64_t state, uint64_t restarts, uint64_t status)
{
	uint64_t x[8];

	/* A restart waits until a millisecond has passed since the last one. */
	do {
		x[0] = BULKHEAD_HVC_VM_STATE;
		x[1] = vm;
		hvc(x);
	} while (x[0] == BULKHEAD_VM_RUNNING || x[0] == BULKHEAD_VM_STOPPING);
	check(name, x[0], state);
	check("its restarts", x[1], restarts);
	check("its status", x[2], status);
}

void guest(unsigned cpu)
{
	(void)cpu;
	is("a status is no crash", 1, BULKHEAD_VM_OFF, 0, 3);
	is("a panic is a crash", 2, BULKHEAD_VM_CRASHED, 0, 4);
	is("too many restarts are a crash", 3, BULKHEAD_VM_CRASHED, 2, UINT32_MAX);
	check("itself", vm_state(0, 0), BULKHEAD_VM_RUNNING);
	summary();
}
