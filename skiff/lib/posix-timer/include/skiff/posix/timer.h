/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers that send signals: Linux's calls with their arguments and results. */
#pragma once
#include <stdint.h>
#include <skiff/posix/alarm.h>

/** How a timer tells that it ended (struct sigevent). */
struct posix_event {
	uint64_t value; /* for the handler */
	int32_t number; /* of the signal */
	int32_t notify; /* POSIX_EVENT_* */
	int32_t thread; /* POSIX_EVENT_THREAD: its number */
	int32_t rest[11];
};
_Static_assert(sizeof(struct posix_event) == 64, "struct sigevent");

#define POSIX_EVENT_SIGNAL 0
#define POSIX_EVENT_NONE   1
#define POSIX_EVENT_THREAD 4 /* a signal to one thread; C libraries make SIGEV_THREAD of it */

/** An interval timer's period and its first end (struct itimerval). */
struct posix_interval {
	struct posix_timeval interval, value;
};

#define POSIX_INTERVAL_REAL    0 /* SIGALRM */
#define POSIX_INTERVAL_VIRTUAL 1 /* SIGVTALRM; the process' time is the machine's */
#define POSIX_INTERVAL_PROFILE 2 /* SIGPROF; the same */

/** Linux's timer_create. @param event  NULL: SIGALRM with the timer's number */
int64_t sys_timer_create(int clock, const struct posix_event *event, int *number);
/** Linux's timer_settime. */
int64_t sys_timer_settime(int number, int flags, const struct posix_timer *set,
			  struct posix_timer *get);
/** Linux's timer_gettime. */
int64_t sys_timer_gettime(int number, struct posix_timer *get);
/** Linux's timer_getoverrun. */
int64_t sys_timer_getoverrun(int number);
/** Linux's timer_delete. */
int64_t sys_timer_delete(int number);

/** Linux's setitimer. */
int64_t sys_setitimer(int which, const struct posix_interval *set, struct posix_interval *get);
/** Linux's getitimer. */
int64_t sys_getitimer(int which, struct posix_interval *get);
