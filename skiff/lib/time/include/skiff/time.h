/* SPDX-License-Identifier: BSD-3-Clause */
/* Monotonic time: the machine's counter, and nanoseconds. */
#pragma once
#include <stdint.h>
#include <skiff/arch.h>

extern uint64_t time_ns_per_tick;  /* nanoseconds a tick, in units of 2^-32; set at start */
extern uint64_t time_ticks_per_ns; /* ticks a nanosecond, in units of 2^-32; set at start */

/** Ticks of the counter (machine.counter_hz a second). */
static inline uint64_t time_ticks(void)
{
	return counter_read();
}

/** value * factor / 2^32, as a 128-bit product. */
static inline uint64_t time_scale(uint64_t value, uint64_t factor)
{
	return (uint64_t)((unsigned __int128)value * factor >> 32);
}

/** Nanoseconds since the counter began. */
static inline uint64_t time_ns(void)
{
	return time_scale(time_ticks(), time_ns_per_tick);
}

/** Ticks in nanoseconds, rounded down. */
static inline uint64_t time_ticks_to_ns(uint64_t ticks)
{
	return time_scale(ticks, time_ns_per_tick);
}

/** Ticks of at least this many nanoseconds, at most 2^63: see time_deadline. */
static inline uint64_t time_ns_to_ticks(uint64_t ns)
{
	return time_scale(ns, time_ticks_per_ns) + 1;
}

/** The time of time_ticks() that is this many nanoseconds away; for more than 2^63 (about 292 years) UINT64_MAX, which never
 * comes. */
static inline uint64_t time_deadline(uint64_t ns)
{
	return ns >> 63 ? UINT64_MAX : time_ticks() + time_ns_to_ticks(ns);
}
