/* SPDX-License-Identifier: BSD-3-Clause */
/* How a TCP connection begins, from either side. */
#include <errno.h>
#include <skiff/time.h>
#include "inside.h"

#define BACKLOG_MAX 255 /* lwIP counts in a byte */

/* A connection is made: it becomes a socket at once, whether accepted or not. */
static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t error)
{
	struct socket *s = argument, *child;

	if (error != ERR_OK || !pcb || !s)
		return ERR_VAL;
	child = socket_new(&stream_kind, s->family);
	if (!child)
		return ERR_MEM;
	stream_attach(child, pcb);
	child->state = SOCKET_CONNECTED;
	tcp_setprio(pcb,
		    TCP_PRIO_NORMAL); /* as a half-open connection it was the first to be dropped */
	tcp_backlog_delayed(pcb);
	list_append(&s->accepted, &child->node);
	socket_changed(s);
	return ERR_OK;
}

int stream_listen(struct socket *s, int backlog)
{
	struct tcp_pcb *pcb;
	err_t error;

	if (s->state == SOCKET_LISTENING)
		return 0;
	if (s->state != SOCKET_NEW || !s->tcp)
		return -EINVAL;
	backlog = backlog < 1 ? 1 : backlog > BACKLOG_MAX ? BACKLOG_MAX : backlog;
	if (s->tcp->local_port == 0) {
		error = tcp_bind(s->tcp, &s->tcp->local_ip, 0);
		if (error != ERR_OK)
			return socket_error(error);
	}
	pcb = tcp_listen_with_backlog_and_err(s->tcp, (u8_t)backlog, &error);
	if (!pcb)
		return socket_error(error);
	s->tcp = pcb;
	s->state = SOCKET_LISTENING;
	tcp_arg(pcb, s);
	tcp_accept(pcb, on_accept);
	return 0;
}

struct socket *stream_accept(struct socket *s)
{
	struct list *node = list_pop(&s->accepted);
	struct socket *child = node ? container_of(node, struct socket, node) : NULL;

	if (child && child->tcp)
		tcp_backlog_accepted(child->tcp);
	return child;
}

int64_t sys_accept4(int fd, struct posix_address *name, uint32_t *size, unsigned int flags)
{
	struct end peer = {.port = 0};
	uint64_t began = time_ticks();
	struct file *file;
	int error, accepted;
	struct socket *s = socket_of(fd, &file, &error), *child;

	if (error)
		return error;
	if (s->state != SOCKET_LISTENING || (flags & ~(POSIX_O_NONBLOCK | POSIX_O_CLOEXEC)))
		return -EINVAL;
	if (list_empty(&s->accepted))
		net_poll();
	file_hold(file);
	while (list_empty(&s->accepted) && !error)
		error = file->flags & POSIX_O_NONBLOCK
			    ? -EAGAIN
			    : socket_wait(&s->readers, began, s->receive_limit);
	if (error) {
		file_drop(file);
		return error;
	}
	child = stream_accept(s);
	accepted = socket_open(child, flags);
	if (accepted < 0)
		list_insert(&s->accepted, &child->node);
	else if (child->tcp)
		peer = (struct end){child->tcp->remote_ip, child->tcp->remote_port};
	if (accepted >= 0 && name && size)
		name_write(s, &peer, name, size);
	file_drop(file);
	return accepted;
}

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t error)
{
	struct socket *s = argument;

	(void)pcb, (void)error;
	s->state = SOCKET_CONNECTED;
	socket_changed(s);
	return ERR_OK;
}

static int start(struct socket *s, const ip_addr_t *address, uint16_t port)
{
	err_t error = tcp_connect(s->tcp, address, port, on_connected);

	if (error == ERR_OK)
		s->state = SOCKET_CONNECTING;
	net_leave();
	return socket_error(error);
}

int stream_connect(struct socket *s, const ip_addr_t *address, uint16_t port, bool wait)
{
	uint64_t began = time_ticks();
	int error = 0;

	if (s->state == SOCKET_CONNECTED || s->state == SOCKET_LISTENING)
		return -EISCONN;
	if (s->state == SOCKET_CONNECTING)
		return -EALREADY;
	if (s->state == SOCKET_OVER) {
		error = s->error;
		s->error = 0;
		return error ? error : -ECONNABORTED;
	}
	error = start(s, address, port);
	while (!error && s->state == SOCKET_CONNECTING)
		error = wait ? socket_wait(&s->writers, began, s->send_limit) : -EINPROGRESS;
	if (!error && s->error) {
		error = s->error;
		s->error = 0;
	}
	return error;
}
