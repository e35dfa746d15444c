/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of a device whose registers are a page. It checks that reads cost no exception, that a doorbell of the back end's
 * peer makes the back end look on this vCPU, that a reply may wait for that doorbell, and that a crash of the back end neither
 * loses a store nor causes an abort.
 */
#include <kit/guest.h>
#include <services/device-test/device_test.h>

#define REGISTERS ((volatile struct device_test_registers *)0x0a000000)
#define PLAIN	  ((volatile uint32_t *)0x0a001000)

static uint64_t exits(uint64_t cause)
{
	uint64_t x[8] = {BULKHEAD_HVC_COUNTER, 0, 0, cause};

	hvc(x);
	return x[1];
}

static void command(uint32_t what)
{
	REGISTERS->command = what;
}

static void reads(void)
{
	uint64_t before;

	check("a store reaches the back end", (command(DEVICE_TEST_PING), REGISTERS->pings), 1);
	before = exits(BULKHEAD_EXIT_FORWARD) + exits(BULKHEAD_EXIT_FAULT);
	for (unsigned i = 0; i < 100; i++)
		check_quietly("registers", REGISTERS->magic, DEVICE_TEST_MAGIC);
	check("reads take no exception",
	      exits(BULKHEAD_EXIT_FORWARD) + exits(BULKHEAD_EXIT_FAULT) - before, 0);
	check("a store changes nothing by itself", REGISTERS->command, 0);
	check("the back end was initialised once", REGISTERS->inits, 1);
}

static void notifications(void)
{
	uint32_t first = REGISTERS->notified;

	command(DEVICE_TEST_RING);
	while (REGISTERS->notified == first)
		;
	check("a doorbell makes a running guest look", REGISTERS->work, 1);
	command(DEVICE_TEST_RING);
	while (REGISTERS->work < 2)
		__asm__ volatile("wfi");
	check("a doorbell wakes WFI", REGISTERS->work, 2);
	/* Every other NOTIFY requests another one. */
	check("there was a NOTIFY for each", REGISTERS->notified - first >= 3, 1);
	command(DEVICE_TEST_WAIT);
	check("a reply waited for the doorbell", REGISTERS->work, 3);
	check("it blocked, and did not poll", REGISTERS->waits, 1);
	check("the store was made again", REGISTERS->pings, 1);
	for (unsigned i = 0; i < 200; i++) {
		uint32_t before = REGISTERS->work;

		command(i & 1 ? DEVICE_TEST_WAIT : DEVICE_TEST_RING);
		while (REGISTERS->work == before)
			;
	}
	check("none of many is lost", REGISTERS->work, 203);
}

static void failures(void)
{
	exception_expect();
	command(DEVICE_TEST_CRASH_ONCE);
	check("a crash is no abort for the client", exception_taken(), 0);
	check("the store was made again after INIT", REGISTERS->pings, 2);
	check("there were two INITs", REGISTERS->inits, 2);
	check("it isn't the last one", REGISTERS->last, 0);
	command(DEVICE_TEST_RING);
	while (REGISTERS->work < 204)
		;
	check("notifications work after a restart", REGISTERS->work, 204);
	exception_expect();
	command(DEVICE_TEST_CRASH);
	check("one that always crashes is no abort either", exception_taken(), 0);
	check("the last INIT has told so", REGISTERS->last, 1);
	check("no more than the last came", REGISTERS->inits, 4);
	command(DEVICE_TEST_PING);
	check("stores are dropped from now on", REGISTERS->pings, 2);
	exception_expect();
	check("a read of a failed device yields its value", PLAIN[1], 0x77);
	check_quietly("ignored", exception_taken(), 0);
}

void guest(unsigned cpu)
{
	(void)cpu;
	check("the page is written before the first instruction", REGISTERS->magic,
	      DEVICE_TEST_MAGIC);
	reads();
	notifications();
	failures();
	summary();
}
