/* SPDX-License-Identifier: BSD-3-Clause */
/* Does what the back end requests in the channel, and rings, for ever. */
#include <kit/guest.h>
#include <services/device-test/device_test.h>

#define CHANNEL ((volatile struct device_test_channel *)0x20000000)

void guest(unsigned cpu)
{
	uint32_t done = 0;

	(void)cpu;
	for (;;) {
		uint64_t x[8] = {BULKHEAD_HVC_DOORBELL, 0};

		while (CHANNEL->asked == done)
			;
		/* The answer is late on purpose: by then, the client has gone on or waits. */
		for (uint64_t until = now() + ticks(20); now() < until;)
			;
		CHANNEL->done = ++done;
		__asm__ volatile("dmb ish" ::: "memory");
		hvc(x);
	}
}
