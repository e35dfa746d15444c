/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/init.h>
#include <skiff/plat.h>
#include <skiff/time.h>

#define NS_PER_S 1000000000ull

uint64_t time_ns_per_tick, time_ticks_per_ns;

static void time_init(void)
{
	time_ns_per_tick = (NS_PER_S << 32) / machine.counter_hz;
	time_ticks_per_ns = (machine.counter_hz << 32) / NS_PER_S;
}
INIT(INIT_MEMORY, time_init);
