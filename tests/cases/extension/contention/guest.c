/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client of a shared extension whose counter is guarded by an exclusive section: each of its two vCPUs adds 1, ROUNDS times.
 * PARTIES such vCPUs, of two VMs, do so at once; the last one must find every addition in the sum. A request that is refused
 * (as after a false overrun) counts as a
 * failure.
 */
#include <kit/gic.h>
#include <kit/guest.h>
#include <services/fault-test/fault_test.h>

#define ROUNDS	400
#define PARTIES 4
#define DONE	(1ull << 32) /* each vCPU adds 1 when it is done */
#define NAP_US	40

static volatile uint64_t refused[2], shrank[2];

static uint64_t add(unsigned cpu, uint64_t value)
{
	uint64_t x[4];

	if (smc(FAULT_TEST_SECTION_ADD, value, x))
		refused[cpu]++;
	return x[1];
}

void guest(unsigned cpu)
{
	uint64_t last = 0, sum;

	tick_init();
	if (cpu == 0)
		cpu_on(1, _start, 0);
	for (unsigned i = 0; i < ROUNDS; i++) {
		sum = add(cpu, 1);
		shrank[cpu] += (uint32_t)sum <= last;
		last = (uint32_t)sum;
		/* The pauses have different lengths, so that the vCPUs meet in all ways. */
		if (i % (3 + cpu) == 0)
			tick_wait(now() + ticks(NAP_US + i % 7));
	}
	sum = add(cpu, DONE);
	while (sum / DONE < PARTIES) {
		tick_wait(now() + ticks(1000));
		sum = add(cpu, 0);
	}
	if (cpu)
		cpu_off();
	check("every addition is in the sum", (uint32_t)sum, PARTIES * ROUNDS);
	check("the sum only grew", shrank[0] + shrank[1], 0);
	check("no request was refused", refused[0] + refused[1], 0);
	summary();
}
