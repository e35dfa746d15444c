/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers on clocks, behind timerfd, timer_create and setitimer. They need library `timer`. */
#pragma once
#include <stdint.h>
#include <skiff/list.h>
#include <skiff/posix/time.h>
#include <skiff/timer.h>

/** A timer's period and its first end (struct itimerspec). */
struct posix_timer {
	struct posix_timespec interval, value;
};

/** A timer on a clock, which ends once or periodically. */
struct posix_alarm {
	struct timer timer;
	struct list node;  /* among those of a time of day, which clock_settime moves */
	uint64_t interval; /* ticks, 0: once */
	int clock;
	/* Called in interrupt context: it ended so often since the last call, more than once if interrupts came late. */
	void (*ended)(struct posix_alarm *alarm, uint64_t times);
};

/** Make a timer that isn't started. */
void posix_alarm_init(struct posix_alarm *alarm, int clock,
		      void (*ended)(struct posix_alarm *, uint64_t times));
/** Start a timer anew; a value of zero stops it.
 * @param flags  POSIX_TIMER_ABSTIME or 0
 * @return 0, or -EINVAL: a time is none */
int posix_alarm_set(struct posix_alarm *alarm, unsigned int flags, const struct posix_timer *set);
/** Its period, and what is left; zero: it doesn't run. */
void posix_alarm_get(const struct posix_alarm *alarm, struct posix_timer *get);
/** How many ends have passed of which `ended` wasn't told yet, and won't be: the next is in the future. */
uint64_t posix_alarm_passed(struct posix_alarm *alarm);
/** Stop a timer, before its memory is freed. */
void posix_alarm_stop(struct posix_alarm *alarm);
