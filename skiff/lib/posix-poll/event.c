/* SPDX-License-Identifier: BSD-3-Clause */
/* eventfd: a counter that threads wait for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include "inside.h"

#define COUNT_MAX (UINT64_MAX - 1)

struct event {
	struct wait_queue waiting; /* threads that wait for either change */
	struct list watchers;
	uint64_t count;
	bool semaphore;
};

static int64_t changed(struct event *e)
{
	poll_wake(&e->waiting);
	file_changed(&e->watchers);
	poll_give_way();
	return sizeof(e->count);
}

static int64_t event_read(struct file *file, void *to, size_t size, int64_t at)
{
	struct event *e = file->object;
	uint64_t taken;
	int error;

	(void)at;
	if (size < sizeof(taken))
		return -EINVAL;
	while (e->count == 0) {
		if (file->flags & POSIX_O_NONBLOCK)
			return -EAGAIN;
		error = poll_block(&e->waiting, WAIT_FOREVER);
		if (error)
			return error;
	}
	taken = e->semaphore ? 1 : e->count;
	e->count -= taken;
	memcpy(to, &taken, sizeof(taken));
	return changed(e);
}

static int64_t event_write(struct file *file, const void *from, size_t size, int64_t at)
{
	struct event *e = file->object;
	uint64_t added;
	int error;

	(void)at;
	if (size < sizeof(added))
		return -EINVAL;
	memcpy(&added, from, sizeof(added));
	if (added > COUNT_MAX)
		return -EINVAL;
	while (added > COUNT_MAX - e->count) {
		if (file->flags & POSIX_O_NONBLOCK)
			return -EAGAIN;
		error = poll_block(&e->waiting, WAIT_FOREVER);
		if (error)
			return error;
	}
	e->count += added;
	return changed(e);
}

static unsigned int event_poll(struct file *file, struct list **watchers)
{
	struct event *e = file->object;

	*watchers = &e->watchers;
	return (e->count > 0 ? POSIX_POLLIN : 0) | (e->count < COUNT_MAX ? POSIX_POLLOUT : 0);
}

static int event_stat(struct file *file, struct posix_stat *to)
{
	(void)file;
	to->mode = 0600;
	return 0;
}

static void event_close(struct file *file)
{
	free(file->object);
}

static const struct file_ops event_ops = {.read = event_read,
					  .write = event_write,
					  .stat = event_stat,
					  .poll = event_poll,
					  .close = event_close};

int64_t sys_eventfd2(unsigned int value, unsigned int flags)
{
	struct event *e;
	int fd;

	if (flags & ~(POSIX_EVENT_SEMAPHORE | POSIX_O_CLOEXEC | POSIX_O_NONBLOCK))
		return -EINVAL;
	e = malloc(sizeof(*e));
	if (!e)
		return -ENOMEM;
	wait_init(&e->waiting, "eventfd");
	list_init(&e->watchers);
	e->count = value;
	e->semaphore = flags & POSIX_EVENT_SEMAPHORE;
	fd = file_open(&event_ops, e, (flags & ~POSIX_EVENT_SEMAPHORE) | POSIX_O_RDWR);
	if (fd < 0)
		free(e);
	return fd;
}
