/* SPDX-License-Identifier: BSD-3-Clause */
/* A socket as a file, its life, and the calls that both kinds have. */
#include <errno.h>
#include <stdlib.h>
#include <skiff/time.h>
#include "inet6.h"

#define FIONBIO	 0x5421u
#define FIONREAD 0x541bu

#define SHUT_READ  0
#define SHUT_WRITE 1
#define SHUT_BOTH  2

int socket_error(err_t error)
{
	static const int numbers[] = {
	    [0] = 0,
	    [-ERR_MEM] = -ENOBUFS,
	    [-ERR_BUF] = -ENOBUFS,
	    [-ERR_TIMEOUT] = -ETIMEDOUT,
	    [-ERR_RTE] = -ENETUNREACH,
	    [-ERR_INPROGRESS] = -EINPROGRESS,
	    [-ERR_VAL] = -EINVAL,
	    [-ERR_WOULDBLOCK] = -EAGAIN,
	    [-ERR_USE] = -EADDRINUSE,
	    [-ERR_ALREADY] = -EALREADY,
	    [-ERR_ISCONN] = -EISCONN,
	    [-ERR_CONN] = -ENOTCONN,
	    [-ERR_IF] = -EIO,
	    [-ERR_ABRT] = -ECONNABORTED,
	    [-ERR_RST] = -ECONNRESET,
	    [-ERR_CLSD] = -ENOTCONN,
	    [-ERR_ARG] = -EINVAL,
	};

	return numbers[-error];
}

void socket_changed(struct socket *s)
{
	poll_wake(&s->readers);
	poll_wake(&s->writers);
	file_changed(&s->watchers);
}

int socket_wait(struct wait_queue *queue, uint64_t began, uint64_t limit)
{
	uint64_t deadline = WAIT_FOREVER;
	int result;

	if (limit != UINT64_MAX)
		deadline = began + time_ns_to_ticks(limit);
	result = poll_block(queue, deadline);
	return result == -ETIMEDOUT ? -EAGAIN : result;
}

static int64_t socket_read(struct file *file, void *to, size_t size, int64_t at)
{
	struct socket *s = file->object;
	struct posix_iovec part = {to, size};
	unsigned int flags = file->flags & POSIX_O_NONBLOCK ? POSIX_MSG_DONTWAIT : 0;

	(void)at;
	return s->kind->receive(s, &part, 1, &flags, NULL);
}

static int64_t socket_write(struct file *file, const void *from, size_t size, int64_t at)
{
	struct socket *s = file->object;
	struct posix_iovec part = {(void *)(uintptr_t)from, size};

	(void)at;
	return s->kind->send(s, &part, 1, file->flags & POSIX_O_NONBLOCK ? POSIX_MSG_DONTWAIT : 0,
			     NULL);
}

static unsigned int socket_poll(struct file *file, struct list **watchers)
{
	struct socket *s = file->object;

	*watchers = &s->watchers;
	return s->kind->poll(s);
}

static int socket_stat(struct file *file, struct posix_stat *to)
{
	(void)file;
	to->mode = POSIX_S_SOCKET | 0777;
	to->links = 1;
	to->block_size = POSIX_PAGE_SIZE;
	return 0;
}

static int64_t socket_ioctl(struct file *file, unsigned long request, void *argument)
{
	struct socket *s = file->object;

	switch (request) {
	case FIONBIO:
		file->flags = *(int *)argument ? file->flags | POSIX_O_NONBLOCK
					       : file->flags & ~POSIX_O_NONBLOCK;
		return 0;
	case FIONREAD:
		*(int *)argument = (int)s->kind->waiting(s);
		return 0;
	default:
		return -ENOTTY;
	}
}

static void socket_close(struct file *file)
{
	struct socket *s = file->object;

	s->kind->close(s);
	free(s);
	net_leave();
}

static const struct file_ops socket_ops = {.read = socket_read,
					   .write = socket_write,
					   .stat = socket_stat,
					   .poll = socket_poll,
					   .ioctl = socket_ioctl,
					   .close = socket_close};

struct socket *socket_of(int fd, struct file **file, int *error)
{
	*file = file_of(fd);
	*error = !*file ? -EBADF : (*file)->ops != &socket_ops ? -ENOTSOCK : 0;
	return *error ? NULL : (*file)->object;
}

struct socket *socket_new(const struct socket_kind *kind, int family)
{
	struct socket *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->kind = kind;
	s->family = family;
	s->receive_limit = s->send_limit = UINT64_MAX;
	wait_init(&s->readers, "socket to read");
	wait_init(&s->writers, "socket to write");
	list_init(&s->watchers);
	list_init(&s->accepted);
	list_init(&s->node);
	list_init(&s->datagrams);
	return s;
}

int socket_open(struct socket *s, unsigned int flags)
{
	return file_open(&socket_ops, s,
			 (flags & (POSIX_O_NONBLOCK | POSIX_O_CLOEXEC)) | POSIX_O_RDWR);
}

static const struct socket_kind *kind_of(int type, int protocol)
{
	const struct socket_kind *kind = type == POSIX_SOCK_STREAM     ? &stream_kind
					 : type == POSIX_SOCK_DATAGRAM ? &datagram_kind
								       : NULL;

	return kind && (protocol == 0 || protocol == kind->protocol) ? kind : NULL;
}

int64_t sys_socket(int family, int type, int protocol)
{
	const struct socket_kind *kind = kind_of(type & POSIX_SOCK_TYPE, protocol);
	unsigned int flags = (unsigned int)type & ~POSIX_SOCK_TYPE;
	struct socket *s;
	int fd, addresses = family_type(family);

	if (addresses < 0)
		return -EAFNOSUPPORT;
	if (flags & ~(POSIX_O_NONBLOCK | POSIX_O_CLOEXEC))
		return -EINVAL;
	if (!kind)
		return -EPROTONOSUPPORT;
	s = socket_new(kind, family);
	if (!s)
		return -ENOBUFS;
	if (kind == &stream_kind)
		s->tcp = tcp_new_ip_type((u8_t)addresses);
	else
		s->udp = udp_new_ip_type((u8_t)addresses);
	if (!s->tcp) {
		free(s);
		return -ENOBUFS;
	}
	kind->bind(s, NULL, 0);
	fd = socket_open(s, flags);
	if (fd < 0) {
		kind->close(s);
		free(s);
	}
	return fd;
}

int64_t sys_bind(int fd, const struct posix_address *name, uint32_t size)
{
	struct file *file;
	int error;
	struct socket *s = socket_of(fd, &file, &error);
	struct end end;

	if (!error)
		error = name_read(s, name, size, &end);
	return error ? error : s->kind->bind(s, &end.address, end.port);
}

int64_t sys_listen(int fd, int backlog)
{
	struct file *file;
	int error;
	struct socket *s = socket_of(fd, &file, &error);

	if (error)
		return error;
	return s->kind == &stream_kind ? stream_listen(s, backlog) : -EOPNOTSUPP;
}

int64_t sys_connect(int fd, const struct posix_address *name, uint32_t size)
{
	struct file *file;
	int error;
	struct socket *s = socket_of(fd, &file, &error);
	struct end end;

	if (!error)
		error = name_read(s, name, size, &end);
	if (error)
		return error;
	file_hold(file);
	error = s->kind->connect(s, &end.address, end.port, !(file->flags & POSIX_O_NONBLOCK));
	file_drop(file);
	return error;
}

int64_t sys_shutdown(int fd, int how)
{
	struct file *file;
	int error;
	struct socket *s = socket_of(fd, &file, &error);

	if (error)
		return error;
	if (how < SHUT_READ || how > SHUT_BOTH)
		return -EINVAL;
	error = s->kind->shutdown(s, how != SHUT_WRITE, how != SHUT_READ);
	net_leave();
	return error;
}

int64_t sys_accept(int fd, struct posix_address *name, uint32_t *size)
{
	return sys_accept4(fd, name, size, 0);
}
