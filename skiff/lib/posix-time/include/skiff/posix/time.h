/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks. The processor's counter is behind all of them; the wall clock has an offset to it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/posix/abi.h>

#define POSIX_TIMER_ABSTIME 1

/** A time of day (struct timeval). */
struct posix_timeval {
	int64_t seconds, microseconds;
};

/** Resources used (struct rusage): only time is counted. */
struct posix_usage {
	struct posix_timeval user, system;
	int64_t counts[14];
};
#define POSIX_USAGE_SELF     0
#define POSIX_USAGE_CHILDREN (-1)
#define POSIX_USAGE_THREAD   1

/** The time of a clock. @return 0, or -EINVAL: there is no such clock */
int posix_clock(int clock, struct posix_timespec *to);

/** Nanoseconds of a span; UINT64_MAX if it is longer.
 * @return false: it is negative or its nanoseconds are not below 10^9 */
bool posix_span(const struct posix_timespec *span, uint64_t *nanoseconds);

/** Block until a point of time_ticks(). @return 0, or -EINTR: a signal came (library posix-thread) */
int posix_sleep_until(uint64_t deadline);

/** The time of day jumps, by so many nanoseconds: timers that end at one are moved (alarm.h). */
void posix_alarms_move(int64_t ns);

/** Linux's clock_gettime. */
int64_t sys_clock_gettime(int clock, struct posix_timespec *to);
/** Linux's clock_settime. */
int64_t sys_clock_settime(int clock, const struct posix_timespec *now);
/** Linux's clock_getres. */
int64_t sys_clock_getres(int clock, struct posix_timespec *to);
/** Linux's gettimeofday. */
int64_t sys_gettimeofday(struct posix_timeval *to, void *zone);
/** Linux's getrusage. */
int64_t sys_getrusage(int who, struct posix_usage *to);
/** Linux's nanosleep. */
int64_t sys_nanosleep(const struct posix_timespec *span, struct posix_timespec *left);
/** Linux's clock_nanosleep. */
int64_t sys_clock_nanosleep(int clock, int flags, const struct posix_timespec *span,
			    struct posix_timespec *left);
