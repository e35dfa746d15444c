/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers of timer_create. Each has one signal, which is pending at most once; further ends are counted meanwhile. */
#include <errno.h>
#include <stdlib.h>
#include <skiff/arch.h>
#include <skiff/posix/signal.h>
#include <skiff/posix/timer.h>

#define SIGALRM 14

struct signal_timer {
	struct list node;
	struct posix_alarm alarm;
	struct posix_sent sent;
	int number, notify, thread;
	int overrun; /* ends that the last delivered signal didn't tell */
};
static struct list timers = LIST_INIT(timers); /* sorted by number */

static void count(struct signal_timer *t, uint64_t more)
{
	uint64_t overrun = (uint64_t)t->sent.info.overrun + more;

	t->sent.info.overrun = overrun < INT32_MAX ? (int32_t)overrun : INT32_MAX;
}

static void ended(struct posix_alarm *alarm, uint64_t times)
{
	struct signal_timer *t = container_of(alarm, struct signal_timer, alarm);
	struct posix_signals *to = NULL;

	if (t->notify == POSIX_EVENT_THREAD)
		to = posix_signals_of(t->thread);
	if (t->notify == POSIX_EVENT_NONE || (t->notify == POSIX_EVENT_THREAD && !to))
		return;
	if (t->sent.in) {
		count(t, times);
		return;
	}
	t->sent.info.overrun = 0;
	count(t, times - 1);
	posix_signals_send(&t->sent, to);
}

/* The signal tells all ends up to now. */
static void taken(struct posix_sent *sent)
{
	struct signal_timer *t = container_of(sent, struct signal_timer, sent);

	count(t, posix_alarm_passed(&t->alarm));
	t->overrun = sent->info.overrun;
}

static struct signal_timer *timer_of(int number)
{
	list_each(node, &timers)
	{
		struct signal_timer *t = container_of(node, struct signal_timer, node);

		if (t->number == number)
			return t;
	}
	return NULL;
}

/* Add it behind those with all lower numbers. */
static void add(struct signal_timer *timer)
{
	struct list *node = timers.next;

	while (node != &timers &&
	       container_of(node, struct signal_timer, node)->number == timer->number) {
		timer->number++;
		node = node->next;
	}
	list_append(node, &timer->node);
}

static bool is_valid(const struct posix_event *e)
{
	if (e->notify == POSIX_EVENT_NONE)
		return true;
	return (e->notify == POSIX_EVENT_SIGNAL ||
		(e->notify == POSIX_EVENT_THREAD && posix_signals_of(e->thread))) &&
	       e->number >= 1 && e->number <= POSIX_SIGNALS;
}

int64_t sys_timer_create(int clock, const struct posix_event *event, int *number)
{
	static const struct posix_event standard = {.number = SIGALRM};
	const struct posix_event *e = event ? event : &standard;
	struct posix_timespec now;
	struct signal_timer *t;

	if (posix_clock(clock, &now) != 0 || !is_valid(e))
		return -EINVAL;
	t = calloc(1, sizeof(*t));
	if (!t)
		return -EAGAIN;
	add(t);
	posix_alarm_init(&t->alarm, clock, ended);
	t->notify = e->notify;
	t->thread = e->thread;
	t->sent.taken = taken;
	t->sent.info = (struct posix_signal_info){.number = e->number,
						  .code = POSIX_SI_TIMER,
						  .timer = t->number,
						  .value = event ? e->value : (uint64_t)t->number};
	*number = t->number;
	return 0;
}

int64_t sys_timer_settime(int number, int flags, const struct posix_timer *set,
			  struct posix_timer *get)
{
	struct signal_timer *t = timer_of(number);
	struct posix_timer before;
	int error;

	if (!t || !set)
		return -EINVAL;
	posix_alarm_get(&t->alarm, &before);
	error = posix_alarm_set(&t->alarm, (unsigned int)flags, set);
	if (!error && get)
		*get = before;
	return error;
}

int64_t sys_timer_gettime(int number, struct posix_timer *get)
{
	const struct signal_timer *t = timer_of(number);

	if (!t)
		return -EINVAL;
	posix_alarm_get(&t->alarm, get);
	return 0;
}

int64_t sys_timer_getoverrun(int number)
{
	const struct signal_timer *t = timer_of(number);

	return t ? t->overrun : -EINVAL;
}

int64_t sys_timer_delete(int number)
{
	struct signal_timer *t = timer_of(number);

	if (!t)
		return -EINVAL;
	posix_alarm_stop(&t->alarm);
	posix_signals_forget(&t->sent);
	list_remove(&t->node);
	free(t);
	return 0;
}
