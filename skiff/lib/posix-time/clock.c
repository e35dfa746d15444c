/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/config.h>
#include <skiff/posix/time.h>
#include <skiff/time.h>

#define SECOND 1000000000u /* nanoseconds */

/* Wall clock minus counter, as seconds and nanoseconds that are not negative. */
static struct posix_timespec offset = {CONFIG_POSIX_EPOCH, 0};

static struct posix_timespec monotonic(void)
{
	uint64_t now = time_ns();

	return (struct posix_timespec){(int64_t)(now / SECOND), (int64_t)(now % SECOND)};
}

/* A clock of clock_getcpuclockid and similar calls: the shifted complement of a number, and a kind (linux/posix-timers.h). */
#define CPU_SHIFT     3
#define CPU_OF_THREAD 4
#define CPU_SCHEDULED 2
#define CPU_KIND      3
#define PROCESS	      1 /* the only one (POSIX_PROCESS of library posix-process) */

/* @return the equivalent constant clock */
static int of_number(int clock)
{
	int number = ~(clock >> CPU_SHIFT);

	if (clock >= 0)
		return clock;
	if ((clock & CPU_KIND) != CPU_SCHEDULED || number < 0)
		return -1;
	if (clock & CPU_OF_THREAD)
		return POSIX_CLOCK_THREAD_CPUTIME;
	return number == 0 || number == PROCESS ? POSIX_CLOCK_PROCESS_CPUTIME : -1;
}

/* The process has the processor to itself: its time is the machine's. */
int posix_clock(int clock, struct posix_timespec *to)
{
	struct posix_timespec now = monotonic();

	switch (of_number(clock)) {
	case POSIX_CLOCK_REALTIME:
	case POSIX_CLOCK_REALTIME_COARSE:
		now.seconds += offset.seconds;
		now.nanoseconds += offset.nanoseconds;
		if (now.nanoseconds >= SECOND) {
			now.nanoseconds -= SECOND;
			now.seconds++;
		}
		break;
	case POSIX_CLOCK_MONOTONIC:
	case POSIX_CLOCK_MONOTONIC_RAW:
	case POSIX_CLOCK_MONOTONIC_COARSE:
	case POSIX_CLOCK_BOOTTIME:
	case POSIX_CLOCK_PROCESS_CPUTIME:
	case POSIX_CLOCK_THREAD_CPUTIME:
		break;
	default:
		return -EINVAL;
	}
	*to = now;
	return 0;
}

bool posix_span(const struct posix_timespec *span, uint64_t *nanoseconds)
{
	if (span->seconds < 0 || span->nanoseconds < 0 || span->nanoseconds >= SECOND)
		return false;
	if (__builtin_mul_overflow((uint64_t)span->seconds, (uint64_t)SECOND, nanoseconds) ||
	    __builtin_add_overflow(*nanoseconds, (uint64_t)span->nanoseconds, nanoseconds))
		*nanoseconds = UINT64_MAX;
	return true;
}

int64_t sys_clock_gettime(int clock, struct posix_timespec *to)
{
	return posix_clock(clock, to);
}

/* Only library `timer`, if selected, has timers that end at a time of day. */
__attribute__((weak)) void posix_alarms_move(int64_t ns)
{
	(void)ns;
}

int64_t sys_clock_settime(int clock, const struct posix_timespec *now)
{
	struct posix_timespec since = monotonic(), before = offset;

	if (clock != POSIX_CLOCK_REALTIME || now->seconds < 0 || now->nanoseconds < 0 ||
	    now->nanoseconds >= SECOND)
		return -EINVAL;
	offset.seconds = now->seconds - since.seconds;
	offset.nanoseconds = now->nanoseconds - since.nanoseconds;
	if (offset.nanoseconds < 0) {
		offset.nanoseconds += SECOND;
		offset.seconds--;
	}
	posix_alarms_move((offset.seconds - before.seconds) * SECOND + offset.nanoseconds -
			  before.nanoseconds);
	return 0;
}

int64_t sys_clock_getres(int clock, struct posix_timespec *to)
{
	struct posix_timespec now;
	int error = posix_clock(clock, &now);
	int64_t tick = (int64_t)(time_ns_per_tick >> 32);

	if (!error && to)
		*to = (struct posix_timespec){0, tick > 0 ? tick : 1};
	return error;
}

int64_t sys_gettimeofday(struct posix_timeval *to, void *zone)
{
	struct posix_timespec now;

	(void)zone;
	posix_clock(POSIX_CLOCK_REALTIME, &now);
	*to = (struct posix_timeval){now.seconds, now.nanoseconds / 1000};
	return 0;
}

int64_t sys_getrusage(int who, struct posix_usage *to)
{
	struct posix_timespec now = monotonic();

	if (who < POSIX_USAGE_CHILDREN || who > POSIX_USAGE_THREAD)
		return -EINVAL;
	*to = (struct posix_usage){0};
	if (who != POSIX_USAGE_CHILDREN)
		to->user = (struct posix_timeval){now.seconds, now.nanoseconds / 1000};
	return 0;
}
