/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers on clocks, for timerfd, timer_create and setitimer. */
#include <errno.h>
#include <skiff/arch.h>
#include <skiff/posix/alarm.h>
#include <skiff/wait.h>

#define SECOND 1000000000u /* nanoseconds */

static struct list of_day = LIST_INIT(of_day);

/* Count the ends up to now, which begin at the deadline, and start the timer for the next one. */
static uint64_t pass(struct posix_alarm *a)
{
	uint64_t times = (time_ticks() - a->timer.deadline) / a->interval + 1;

	timer_start(&a->timer, a->timer.deadline + times * a->interval);
	return times;
}

/* Periods that passed before this call are counted, without a call for each. */
static void expired(struct timer *timer)
{
	struct posix_alarm *a = container_of(timer, struct posix_alarm, timer);

	a->ended(a, a->interval > 0 ? pass(a) : 1);
}

uint64_t posix_alarm_passed(struct posix_alarm *a)
{
	irq_state state = irq_save();
	uint64_t times = 0;

	if (a->interval > 0 && a->timer.started && a->timer.deadline <= time_ticks())
		times = pass(a);
	irq_restore(state);
	return times;
}

void posix_alarm_init(struct posix_alarm *a, int clock,
		      void (*ended)(struct posix_alarm *, uint64_t times))
{
	timer_init(&a->timer, expired);
	list_init(&a->node);
	a->interval = 0;
	a->clock = clock;
	a->ended = ended;
}

/* Nanoseconds until a time of the clock, 0: it has passed. */
static uint64_t until(int clock, uint64_t ns)
{
	struct posix_timespec now;
	uint64_t passed;

	posix_clock(clock, &now);
	posix_span(&now, &passed);
	return ns > passed ? ns - passed : 0;
}

void posix_alarm_stop(struct posix_alarm *a)
{
	irq_state state = irq_save();

	timer_stop(&a->timer);
	list_remove(&a->node);
	a->interval = 0;
	irq_restore(state);
}

/* Ticks of at least a nanosecond, without one more that time_ns_to_ticks adds; 0: such a long period never ends. */
static uint64_t period_of(uint64_t ns)
{
	uint64_t ticks = ns >> 63 ? 0 : time_ns_to_ticks(ns);

	return ticks > 0 && time_ticks_to_ns(ticks - 1) >= ns ? ticks - 1 : ticks;
}

int posix_alarm_set(struct posix_alarm *a, unsigned int flags, const struct posix_timer *set)
{
	uint64_t interval, value;
	irq_state state;

	if (!posix_span(&set->interval, &interval) || !posix_span(&set->value, &value))
		return -EINVAL;
	posix_alarm_stop(a);
	if (value == 0)
		return 0;
	state = irq_save();
	if ((flags & POSIX_TIMER_ABSTIME) && a->clock == POSIX_CLOCK_REALTIME)
		list_append(&of_day, &a->node);
	if (flags & POSIX_TIMER_ABSTIME)
		value = until(a->clock, value);
	a->interval = period_of(interval);
	timer_start(&a->timer, time_deadline(value));
	irq_restore(state);
	return 0;
}

static struct posix_timespec span_of(uint64_t ticks)
{
	uint64_t ns = time_ticks_to_ns(ticks);

	return (struct posix_timespec){(int64_t)(ns / SECOND), (int64_t)(ns % SECOND)};
}

void posix_alarm_get(const struct posix_alarm *a, struct posix_timer *get)
{
	irq_state state = irq_save();
	uint64_t now = time_ticks(), left = 0;

	/* The timer is due, but expired() wasn't called yet: report a moment left. */
	if (a->timer.started)
		left = a->timer.deadline > now ? a->timer.deadline - now : time_ns_to_ticks(1);
	irq_restore(state);
	*get = (struct posix_timer){span_of(a->interval), span_of(left)};
}

void posix_alarms_move(int64_t ns)
{
	irq_state state = irq_save();
	uint64_t by = time_ns_to_ticks(ns < 0 ? -(uint64_t)ns : (uint64_t)ns), now = time_ticks();

	list_each(node, &of_day)
	{
		struct timer *t = &container_of(node, struct posix_alarm, node)->timer;

		if (!t->started || t->deadline == WAIT_FOREVER)
			continue;
		if (ns < 0)
			timer_start(t, t->deadline + by);
		else
			timer_start(t, t->deadline > now + by ? t->deadline - by : now);
	}
	irq_restore(state);
}
