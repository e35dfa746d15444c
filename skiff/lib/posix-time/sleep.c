/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/time.h>
#include <skiff/timer.h>

#define SECOND 1000000000u /* nanoseconds */

/* Library `posix-thread`, which has signals, replaces this. */
__attribute__((weak)) int posix_sleep_until(uint64_t deadline)
{
	sleep_until(deadline);
	return 0;
}

int64_t sys_nanosleep(const struct posix_timespec *span, struct posix_timespec *left)
{
	return sys_clock_nanosleep(POSIX_CLOCK_MONOTONIC, 0, span, left);
}

int64_t sys_clock_nanosleep(int clock, int flags, const struct posix_timespec *span,
			    struct posix_timespec *left)
{
	struct posix_timespec now;
	uint64_t ns, passed, end;
	int error;

	if (posix_clock(clock, &now) != 0 || !posix_span(span, &ns))
		return -EINVAL;
	if (flags & POSIX_TIMER_ABSTIME) {
		posix_span(&now, &passed);
		ns = ns > passed ? ns - passed : 0;
	}
	if (ns == 0)
		return 0;
	end = time_deadline(ns);
	error = posix_sleep_until(end);
	if (error && left && !(flags & POSIX_TIMER_ABSTIME)) {
		uint64_t ticks = time_ticks();

		ns = ticks < end ? time_ticks_to_ns(end - ticks) : 0;
		*left = (struct posix_timespec){(int64_t)(ns / SECOND), (int64_t)(ns % SECOND)};
	}
	return error;
}
