/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/process.h>
#include "inside.h"

#define SIGPIPE 13

struct pipe {
	struct wait_queue readers, writers; /* threads that wait */
	struct list watchers;
	size_t first, used;	  /* bytes of the buffer */
	bool read_end, write_end; /* open */
	char buffer[POSIX_PIPE_ATOMIC];
};

static void told(struct pipe *p, struct wait_queue *queue)
{
	poll_wake(queue);
	file_changed(&p->watchers);
	poll_give_way();
}

/* Take bytes of the buffer, which lie in two parts if they wrap at its end. */
static size_t take(struct pipe *p, char *to, size_t size)
{
	size_t n = size < p->used ? size : p->used, part = sizeof(p->buffer) - p->first;

	if (part > n)
		part = n;
	memcpy(to, p->buffer + p->first, part);
	memcpy(to + part, p->buffer, n - part);
	p->first = (p->first + n) % sizeof(p->buffer);
	p->used -= n;
	return n;
}

static size_t put(struct pipe *p, const char *from, size_t size)
{
	size_t room = sizeof(p->buffer) - p->used, n = size < room ? size : room;
	size_t at = (p->first + p->used) % sizeof(p->buffer), part = sizeof(p->buffer) - at;

	if (part > n)
		part = n;
	memcpy(p->buffer + at, from, part);
	memcpy(p->buffer, from + part, n - part);
	p->used += n;
	return n;
}

static int64_t pipe_read(struct file *file, void *to, size_t size, int64_t at)
{
	struct pipe *p = file->object;
	size_t n;

	(void)at;
	while (p->used == 0 && size > 0) {
		int error;

		if (!p->write_end)
			return 0;
		if (file->flags & POSIX_O_NONBLOCK)
			return -EAGAIN;
		error = poll_block(&p->readers, WAIT_FOREVER);
		if (error)
			return error;
	}
	n = take(p, to, size);
	told(p, &p->writers);
	return (int64_t)n;
}

/* Write up to POSIX_PIPE_ATOMIC bytes at once. */
static int64_t pipe_write(struct file *file, const void *from, size_t size, int64_t at)
{
	struct pipe *p = file->object;
	size_t done = 0;

	(void)at;
	while (done < size) {
		size_t room = sizeof(p->buffer) - p->used;
		int error;

		if (!p->read_end) {
			sys_tkill((int)sys_gettid(), SIGPIPE);
			return done > 0 ? (int64_t)done : -EPIPE;
		}
		if (size <= POSIX_PIPE_ATOMIC ? room >= size : room > 0) {
			done += put(p, (const char *)from + done, size - done);
			told(p, &p->readers);
			continue;
		}
		error = file->flags & POSIX_O_NONBLOCK ? -EAGAIN
						       : poll_block(&p->writers, WAIT_FOREVER);
		if (error)
			return done > 0 ? (int64_t)done : error;
	}
	return (int64_t)done;
}

static unsigned int read_poll(struct file *file, struct list **watchers)
{
	struct pipe *p = file->object;

	*watchers = &p->watchers;
	return (p->used > 0 ? POSIX_POLLIN : 0) | (p->write_end ? 0 : POSIX_POLLHUP);
}

static unsigned int write_poll(struct file *file, struct list **watchers)
{
	struct pipe *p = file->object;

	*watchers = &p->watchers;
	return (p->used == 0 ? POSIX_POLLOUT : 0) | (p->read_end ? 0 : POSIX_POLLERR);
}

static int pipe_stat(struct file *file, struct posix_stat *to)
{
	(void)file;
	to->mode = POSIX_S_FIFO | 0600;
	to->links = 1;
	to->block_size = POSIX_PIPE_ATOMIC;
	return 0;
}

static void closed(struct pipe *p)
{
	if (!p->read_end && !p->write_end) {
		free(p);
		return;
	}
	poll_wake(&p->readers);
	told(p, &p->writers);
}

static void read_close(struct file *file)
{
	struct pipe *p = file->object;

	p->read_end = false;
	closed(p);
}

static void write_close(struct file *file)
{
	struct pipe *p = file->object;

	p->write_end = false;
	closed(p);
}

static const struct file_ops read_ops = {
    .read = pipe_read, .stat = pipe_stat, .poll = read_poll, .close = read_close};
static const struct file_ops write_ops = {
    .write = pipe_write, .stat = pipe_stat, .poll = write_poll, .close = write_close};

int64_t sys_pipe2(int *ends, unsigned int flags)
{
	struct pipe *p;
	int to, from;

	if (flags & ~(POSIX_O_CLOEXEC | POSIX_O_NONBLOCK))
		return -EINVAL;
	p = malloc(sizeof(*p));
	if (!p)
		return -ENOMEM;
	wait_init(&p->readers, "pipe to read");
	wait_init(&p->writers, "pipe to write");
	list_init(&p->watchers);
	p->first = p->used = 0;
	p->read_end = p->write_end = true;
	from = file_open(&read_ops, p, flags | POSIX_O_RDONLY);
	if (from < 0) {
		free(p);
		return from;
	}
	to = file_open(&write_ops, p, flags | POSIX_O_WRONLY);
	if (to < 0) {
		p->write_end = false;
		sys_close(from);
		return to;
	}
	ends[0] = from;
	ends[1] = to;
	return 0;
}
