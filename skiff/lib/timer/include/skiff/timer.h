/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers: functions called at a point in time, and sleeping. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/list.h>
#include <skiff/time.h>
#include <skiff/tree.h>

/** A timer. `function` runs in interrupt context: it may wake threads, post semaphores and start
 * timers (also this one), and must not block. */
struct timer {
	struct tree_node node; /* node in the tree of started timers */
	uint64_t deadline;     /* time_ticks(), as it was started */
	uint64_t due;	       /* when it is called: at `deadline`, or a little later */
	bool started;	       /* started, and not called or stopped since */
	void (*function)(struct timer *timer); /* see above */
};

/** Make a timer that isn't started. */
void timer_init(struct timer *timer, void (*function)(struct timer *));

/** Start a timer, to be called at `deadline` (time_ticks()) or as soon as possible after; a started timer is moved. If the
 * handler starts its own timer with a deadline in the past, the handler is called again after 10 us, so that threads run in
 * between. Takes logarithmic time in the number of timers. */
void timer_start(struct timer *timer, uint64_t deadline);

/** Stop a timer. @return false: it wasn't started, or has been called */
bool timer_stop(struct timer *timer);

/** Is any timer started? */
bool timer_pending(void);

/** Block the running thread until a point of time_ticks(). */
void sleep_until(uint64_t deadline);
/** Block the running thread for at least this many nanoseconds (more than 2^63: for ever). */
void sleep_ns(uint64_t ns);

/* --- A platform provides ---------------------------------------------------------------------- */

/** Raise the timer interrupt at `deadline`; UINT64_MAX: never. */
void timer_program(uint64_t deadline);

/** The handler of the timer interrupt calls this. */
void timer_expired(void);
