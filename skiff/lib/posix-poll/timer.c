/* SPDX-License-Identifier: BSD-3-Clause */
/* timerfd: a file that becomes readable at a certain time. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/time.h>
#include <skiff/timer.h>
#include "inside.h"

#define SECOND 1000000000u /* nanoseconds */

struct clock_file {
	struct timer timer;
	struct wait_queue waiting;
	struct list watchers;
	uint64_t interval; /* ticks, 0: once */
	uint64_t count; /* expirations since it was read or set; changed with interrupts masked */
	int clock;
};

/* Called in interrupt context. Periods that passed before this call are counted, without a call for each. */
static void ended(struct timer *timer)
{
	struct clock_file *c = container_of(timer, struct clock_file, timer);
	uint64_t missed;

	c->count++;
	if (c->interval > 0) {
		missed = (time_ticks() - timer->deadline) / c->interval;
		c->count += missed;
		timer_start(timer, timer->deadline + (missed + 1) * c->interval);
	}
	poll_wake(&c->waiting);
	file_changed(&c->watchers);
}

static uint64_t take_count(struct clock_file *c)
{
	irq_state state = irq_save();
	uint64_t count = c->count;

	c->count = 0;
	irq_restore(state);
	return count;
}

static int64_t clock_read(struct file *file, void *to, size_t size, int64_t at)
{
	struct clock_file *c = file->object;
	uint64_t count;
	int error;

	(void)at;
	if (size < sizeof(count))
		return -EINVAL;
	while ((count = take_count(c)) == 0) {
		if (file->flags & POSIX_O_NONBLOCK)
			return -EAGAIN;
		error = poll_block(&c->waiting, WAIT_FOREVER);
		if (error)
			return error;
	}
	memcpy(to, &count, sizeof(count));
	return sizeof(count);
}

static unsigned int clock_poll(struct file *file, struct list **watchers)
{
	struct clock_file *c = file->object;

	*watchers = &c->watchers;
	return c->count > 0 ? POSIX_POLLIN : 0;
}

static int clock_stat(struct file *file, struct posix_stat *to)
{
	(void)file;
	to->mode = 0600;
	return 0;
}

static void clock_close(struct file *file)
{
	struct clock_file *c = file->object;

	timer_stop(&c->timer);
	free(c);
}

static const struct file_ops clock_ops = {
    .read = clock_read, .stat = clock_stat, .poll = clock_poll, .close = clock_close};

int64_t sys_timerfd_create(int clock, unsigned int flags)
{
	struct clock_file *c;
	int fd;

	if ((flags & ~(POSIX_O_CLOEXEC | POSIX_O_NONBLOCK)) ||
	    (clock != POSIX_CLOCK_REALTIME && clock != POSIX_CLOCK_MONOTONIC &&
	     clock != POSIX_CLOCK_BOOTTIME))
		return -EINVAL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	timer_init(&c->timer, ended);
	wait_init(&c->waiting, "timerfd");
	list_init(&c->watchers);
	c->clock = clock;
	fd = file_open(&clock_ops, c, flags | POSIX_O_RDWR);
	if (fd < 0)
		free(c);
	return fd;
}

static struct posix_timespec span_of(uint64_t ticks)
{
	uint64_t ns = time_ticks_to_ns(ticks);

	return (struct posix_timespec){(int64_t)(ns / SECOND), (int64_t)(ns % SECOND)};
}

static void get_time(const struct clock_file *c, struct posix_timer *get)
{
	irq_state state = irq_save();
	uint64_t now = time_ticks(), left = 0;

	/* The timer is due, but ended() wasn't called yet: report a moment left. */
	if (c->timer.started)
		left = c->timer.deadline > now ? c->timer.deadline - now : time_ns_to_ticks(1);
	irq_restore(state);
	*get = (struct posix_timer){span_of(c->interval), span_of(left)};
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

static struct clock_file *clock_of(int fd, int *error)
{
	struct file *file = file_of(fd);

	*error = !file ? -EBADF : file->ops != &clock_ops ? -EINVAL : 0;
	return *error ? NULL : file->object;
}

int64_t sys_timerfd_settime(int fd, unsigned int flags, const struct posix_timer *set,
			    struct posix_timer *get)
{
	uint64_t interval, value;
	int error;
	struct clock_file *c = clock_of(fd, &error);

	if (error)
		return error;
	if ((flags & ~(POSIX_TIMER_ABSTIME | POSIX_TIMER_CANCEL_ON_SET)) ||
	    !posix_span(&set->interval, &interval) || !posix_span(&set->value, &value))
		return -EINVAL;
	if (get)
		get_time(c, get);
	timer_stop(&c->timer);
	take_count(c);
	if (value == 0)
		return 0;
	if (flags & POSIX_TIMER_ABSTIME)
		value = until(c->clock, value);
	c->interval = interval == 0 || interval >> 63 ? 0 : time_ns_to_ticks(interval);
	timer_start(&c->timer, time_deadline(value));
	return 0;
}

int64_t sys_timerfd_gettime(int fd, struct posix_timer *get)
{
	int error;
	const struct clock_file *c = clock_of(fd, &error);

	if (!error)
		get_time(c, get);
	return error;
}
