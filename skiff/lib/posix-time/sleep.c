/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/time.h>
#include <skiff/timer.h>

int64_t sys_nanosleep(const struct posix_timespec *span, struct posix_timespec *left)
{
	return sys_clock_nanosleep(POSIX_CLOCK_MONOTONIC, 0, span, left);
}

int64_t sys_clock_nanosleep(int clock, int flags, const struct posix_timespec *span,
			    struct posix_timespec *left)
{
	struct posix_timespec now;
	uint64_t ns, passed;

	/* No signal ever cuts a sleep short. */
	(void)left;
	if (posix_clock(clock, &now) != 0 || !posix_span(span, &ns))
		return -EINVAL;
	if (flags & POSIX_TIMER_ABSTIME) {
		posix_span(&now, &passed);
		ns = ns > passed ? ns - passed : 0;
	}
	if (ns > 0)
		sleep_ns(ns);
	return 0;
}
