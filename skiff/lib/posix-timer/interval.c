/* SPDX-License-Identifier: BSD-3-Clause */
/* The process' three interval timers. Nothing but the program takes the machine's time, so all three run by it. */
#include <errno.h>
#include <skiff/posix/signal.h>
#include <skiff/posix/timer.h>

#define INTERVALS    3
#define MICROSECONDS 1000000 /* a second */

static const int32_t numbers[INTERVALS] = {14, 26, 27}; /* SIGALRM, SIGVTALRM, SIGPROF */

static struct interval {
	struct posix_alarm alarm;
	struct posix_sent sent;
} intervals[INTERVALS];

/* Ends while its signal is pending aren't counted. */
static void ended(struct posix_alarm *alarm, uint64_t times)
{
	struct interval *i = container_of(alarm, struct interval, alarm);

	(void)times;
	if (!i->sent.in)
		posix_signals_send(&i->sent, NULL);
}

static bool convert(const struct posix_timeval *from, struct posix_timespec *to)
{
	*to = (struct posix_timespec){from->seconds, from->microseconds * 1000};
	return from->seconds >= 0 && from->microseconds >= 0 && from->microseconds < MICROSECONDS;
}

/* A timer that runs has something left. */
static struct posix_timeval rounded(struct posix_timespec span)
{
	int64_t microseconds = (span.nanoseconds + 999) / 1000;

	return (struct posix_timeval){span.seconds + microseconds / MICROSECONDS,
				      microseconds % MICROSECONDS};
}

int64_t sys_getitimer(int which, struct posix_interval *get)
{
	struct posix_timer now;

	if (which < 0 || which >= INTERVALS)
		return -EINVAL;
	posix_alarm_get(&intervals[which].alarm, &now);
	*get = (struct posix_interval){rounded(now.interval), rounded(now.value)};
	return 0;
}

int64_t sys_setitimer(int which, const struct posix_interval *set, struct posix_interval *get)
{
	struct posix_interval before;
	struct posix_timer to;
	struct interval *i;

	if (sys_getitimer(which, &before) != 0 || !convert(&set->interval, &to.interval) ||
	    !convert(&set->value, &to.value))
		return -EINVAL;
	i = &intervals[which];
	if (!i->alarm.ended) {
		posix_alarm_init(&i->alarm, POSIX_CLOCK_MONOTONIC, ended);
		i->sent.info =
		    (struct posix_signal_info){.number = numbers[which], .code = POSIX_SI_KERNEL};
	}
	if (get)
		*get = before;
	return posix_alarm_set(&i->alarm, 0, &to);
}
