/* SPDX-License-Identifier: BSD-3-Clause */
/* Starts the other VMs and waits, by WFI alone, for the interrupts that announce changes of their states. */
#include <string.h>
#include <bulkhead/status.h>
#include <kit/gic.h>
#include <kit/guest.h>

#define EVENTS 40

static unsigned interrupts;

static uint64_t record(uint64_t vm, struct bulkhead_ends *ends, uint64_t x[8])
{
	x[0] = BULKHEAD_HVC_VM_STATE;
	x[1] = vm;
	hvc(x);
	memcpy(ends, &x[3], sizeof(*ends));
	return x[0];
}

/* The states are read only after an interrupt. */
static void wait(void)
{
	__asm__ volatile("wfi");
	interrupts += gic_take() == EVENTS;
}

static void is(const char *name, uint64_t vm, uint64_t state, struct bulkhead_ends expected)
{
	uint64_t x[8] = {BULKHEAD_HVC_VM_CONTROL, vm, BULKHEAD_VM_START};
	unsigned before = interrupts;
	struct bulkhead_ends ends;

	hvc(x);
	do
		wait();
	while (record(vm, &ends, x) != state || ends.all != expected.all);
	check(name, ends.all, expected.all);
	check("its faults", ends.faults, expected.faults);
	check("its missed watchdogs", ends.watchdogs, expected.watchdogs);
	/* A life causes at most three interrupts: for its start, its end, and what follows. Several may have merged into one.
	 * */
	check("interrupts", interrupts != before && interrupts - before <= 3 * expected.all, 1);
}

void guest(unsigned cpu)
{
	(void)cpu;
	gic_init();
	gic_enable(EVENTS);
	wait();
	check("its own start is the first", vm_state(0, 0), BULKHEAD_VM_RUNNING);
	is("an end", 1, BULKHEAD_VM_OFF, (struct bulkhead_ends){1, 0, 0});
	is("panics and restarts", 2, BULKHEAD_VM_CRASHED, (struct bulkhead_ends){3, 3, 0});
	is("a missed watchdog", 3, BULKHEAD_VM_CRASHED, (struct bulkhead_ends){1, 1, 1});
	check("it was told by interrupts", interrupts != 0, 1);
	summary();
}
