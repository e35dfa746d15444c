/* SPDX-License-Identifier: BSD-3-Clause */
/* Monotonic time: the machine's counter, and nanoseconds. */
#pragma once
#include <stdint.h>
#include <skiff/arch.h>

/* Nanoseconds a tick and ticks a nanosecond, in units of 2^-32; set at start. */
extern uint64_t time_ns_per_tick, time_ticks_per_ns;

/** Ticks of the counter (machine.counter_hz a second). */
static inline uint64_t time_ticks(void)
{
	return counter_read();
}

static inline uint64_t time_scale(uint64_t value, uint64_t factor)
{
	return (uint64_t)((unsigned __int128)value * factor >> 32);
}

/** Nanoseconds since the counter began. */
static inline uint64_t time_ns(void)
{
	return time_scale(time_ticks(), time_ns_per_tick);
}

static inline uint64_t time_ticks_to_ns(uint64_t ticks)
{
	return time_scale(ticks, time_ns_per_tick);
}

/** At least this many nanoseconds, in ticks. */
static inline uint64_t time_ns_to_ticks(uint64_t ns)
{
	return time_scale(ns, time_ticks_per_ns) + 1;
}
