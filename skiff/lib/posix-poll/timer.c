/* SPDX-License-Identifier: BSD-3-Clause */
/* timerfd: a file that becomes readable at a certain time. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/time.h>
#include "inside.h"

struct clock_file {
	struct posix_alarm alarm;
	struct wait_queue waiting;
	struct list watchers;
	uint64_t count; /* expirations since it was read or set; changed with interrupts masked */
};

static void ended(struct posix_alarm *alarm, uint64_t times)
{
	struct clock_file *c = container_of(alarm, struct clock_file, alarm);

	c->count += times;
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

	posix_alarm_stop(&c->alarm);
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
	posix_alarm_init(&c->alarm, clock, ended);
	wait_init(&c->waiting, "timerfd");
	list_init(&c->watchers);
	fd = file_open(&clock_ops, c, flags | POSIX_O_RDWR);
	if (fd < 0)
		free(c);
	return fd;
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
	int error;
	struct clock_file *c = clock_of(fd, &error);
	struct posix_timer before;
	irq_state state;

	if (error)
		return error;
	if (flags & ~(POSIX_TIMER_ABSTIME | POSIX_TIMER_CANCEL_ON_SET))
		return -EINVAL;
	posix_alarm_get(&c->alarm, &before);
	state = irq_save();
	error = posix_alarm_set(&c->alarm, flags, set);
	if (!error)
		c->count = 0;
	irq_restore(state);
	if (!error && get)
		*get = before;
	return error;
}

int64_t sys_timerfd_gettime(int fd, struct posix_timer *get)
{
	int error;
	const struct clock_file *c = clock_of(fd, &error);

	if (!error)
		posix_alarm_get(&c->alarm, get);
	return error;
}
