/* SPDX-License-Identifier: BSD-3-Clause */
#include <arm/esr.h>
#include "channel.h"

#define OUTSIDE 0x20000000ull /* the address at which the other VMs have their channel */

void guest(unsigned cpu)
{
	struct tree_channel c;
	uint64_t rung = 0;

	(void)cpu;
	check("no channel in its device tree", (uint64_t)tree_channel("talk", &c), (uint64_t)-1);
	for (uint64_t i = 0; i < 1000; i++)
		rung += ring(i) != E_INVALID;
	for (uint64_t i = 0; i < WRONG; i++)
		rung += misuse(i);
	check("it can ring nobody", rung, 0);
	exception_expect();
	*(volatile uint64_t *)OUTSIDE;
	check("nor see their memory", ESR_EC(exception_taken()), ESR_EC_DATA_ABORT_SAME);
	summary();
}
