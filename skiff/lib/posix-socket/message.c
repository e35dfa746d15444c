/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending and receiving with flags, addresses and in parts. There are no control messages. */
#include <errno.h>
#include "inside.h"

#define PARTS_MAX    1024
#define MESSAGES_MAX 1024u

static unsigned int flags_of(const struct file *file, unsigned int flags)
{
	return file->flags & POSIX_O_NONBLOCK ? flags | POSIX_MSG_DONTWAIT : flags;
}

int64_t sys_sendmsg(int fd, const struct posix_message *m, unsigned int flags)
{
	struct file *file;
	int error;
	struct socket *s = socket_of(fd, &file, &error);
	struct end to;
	int64_t n;

	if (error)
		return error;
	if (m->count > PARTS_MAX)
		return -EMSGSIZE;
	if (m->name)
		error = name_read(s, m->name, m->name_size, &to);
	if (error)
		return error;
	file_hold(file);
	n = s->kind->send(s, m->parts, m->count, flags_of(file, flags), m->name ? &to : NULL);
	file_drop(file);
	return n;
}

int64_t sys_recvmsg(int fd, struct posix_message *m, unsigned int flags)
{
	struct end from = {.port = 0};
	struct file *file;
	int error;
	struct socket *s = socket_of(fd, &file, &error);
	int64_t n;

	if (error)
		return error;
	if (m->count > PARTS_MAX)
		return -EMSGSIZE;
	flags = flags_of(file, flags);
	file_hold(file);
	n = s->kind->receive(s, m->parts, m->count, &flags, &from);
	file_drop(file);
	if (n < 0)
		return n;
	if (m->name && s->kind == &datagram_kind)
		name_write(s, &from, m->name, &m->name_size);
	else
		m->name_size = 0;
	m->control_size = 0;
	m->flags = flags;
	return n;
}

int64_t sys_sendto(int fd, const void *from, size_t size, unsigned int flags,
		   const struct posix_address *name, uint32_t name_size)
{
	struct posix_iovec part = {(void *)(uintptr_t)from, size};
	struct posix_message m = {
	    .name = (void *)(uintptr_t)name, .name_size = name_size, .parts = &part, .count = 1};

	return sys_sendmsg(fd, &m, flags);
}

int64_t sys_recvfrom(int fd, void *to, size_t size, unsigned int flags, struct posix_address *name,
		     uint32_t *name_size)
{
	struct posix_iovec part = {to, size};
	struct posix_message m = {.name = name_size ? name : NULL,
				  .name_size = name_size ? *name_size : 0,
				  .parts = &part,
				  .count = 1};
	int64_t n = sys_recvmsg(fd, &m, flags);

	if (n >= 0 && name_size)
		*name_size = m.name_size;
	return n;
}

int64_t sys_sendmmsg(int fd, struct posix_messages *messages, unsigned int count,
		     unsigned int flags)
{
	unsigned int done = 0;
	int64_t n = 0;

	for (; done < count && done < MESSAGES_MAX; done++) {
		n = sys_sendmsg(fd, &messages[done].message, flags);
		if (n < 0)
			break;
		messages[done].size = (uint32_t)n;
	}
	return done > 0 ? (int64_t)done : n;
}

/* Waits for the first message; `span` has no effect, like on Linux while no message comes. */
int64_t sys_recvmmsg(int fd, struct posix_messages *messages, unsigned int count,
		     unsigned int flags, struct posix_timespec *span)
{
	unsigned int done = 0;
	int64_t n = 0;

	(void)span;
	for (; done < count && done < MESSAGES_MAX; done++) {
		n = sys_recvmsg(fd, &messages[done].message, flags);
		if (n < 0)
			break;
		messages[done].size = (uint32_t)n;
		flags |= POSIX_MSG_DONTWAIT;
	}
	return done > 0 ? (int64_t)done : n;
}
