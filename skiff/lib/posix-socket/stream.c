/* SPDX-License-Identifier: BSD-3-Clause */
/* Data on a TCP connection. lwIP calls a connection's functions with its socket. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/posix/process.h>
#include <skiff/time.h>
#include "inside.h"

#define SIGPIPE	  13
#define PARTS_MAX 32 /* packets per socket: more are joined, to bound memory */
#define TRIES	  2  /* units of 500 ms before a send without memory is tried again */

static err_t on_receive(void *argument, struct tcp_pcb *pcb, struct pbuf *p, err_t error)
{
	struct socket *s = argument;

	(void)error;
	if (!p) {
		s->end = true;
	} else if (s->read_end) {
		tcp_recved(pcb, p->tot_len);
		pbuf_free(p);
	} else if (!s->received) {
		s->received = p;
		s->parts = pbuf_clen(p);
	} else {
		if (s->parts >= PARTS_MAX) {
			s->received = pbuf_coalesce(s->received, PBUF_RAW);
			s->parts = pbuf_clen(s->received);
			if (s->parts >= PARTS_MAX)
				return ERR_MEM; /* lwIP keeps the packet, and offers it again */
		}
		s->parts += pbuf_clen(p);
		pbuf_cat(s->received, p);
	}
	socket_changed(s);
	return ERR_OK;
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t size)
{
	struct socket *s = argument;

	(void)pcb, (void)size;
	poll_wake(&s->writers);
	file_changed(&s->watchers);
	return ERR_OK;
}

static err_t on_poll(void *argument, struct tcp_pcb *pcb)
{
	return on_sent(argument, pcb, 0);
}

/* lwIP has freed the connection. */
static void on_error(void *argument, err_t error)
{
	struct socket *s = argument;

	s->tcp = NULL;
	s->error = socket_error(error);
	if (s->state == SOCKET_CONNECTING)
		s->error = error == ERR_RST ? -ECONNREFUSED : -ETIMEDOUT;
	s->state = SOCKET_OVER;
	s->end = true;
	socket_changed(s);
}

void stream_attach(struct socket *s, struct tcp_pcb *pcb)
{
	s->tcp = pcb;
	tcp_arg(pcb, s);
	tcp_recv(pcb, on_receive);
	tcp_sent(pcb, on_sent);
	tcp_poll(pcb, on_poll, TRIES);
	tcp_err(pcb, on_error);
}

static int take_error(struct socket *s)
{
	int error = s->error;

	s->error = 0;
	return error;
}

/* Drop the first `size` received bytes. */
static void drop(struct socket *s, size_t size)
{
	s->received = pbuf_free_header(s->received, (u16_t)size);
	s->parts = s->received ? pbuf_clen(s->received) : 0;
	if (s->tcp)
		tcp_recved(s->tcp, (u16_t)size);
}

static size_t take(struct socket *s, const struct posix_iovec *parts, size_t count, bool peek)
{
	size_t done = 0;

	for (size_t i = 0; s->received && i < count; i++) {
		size_t left = s->received->tot_len - done;
		size_t n = parts[i].size < left ? parts[i].size : left;

		done += pbuf_copy_partial(s->received, parts[i].base, (u16_t)n, (u16_t)done);
	}
	if (!peek && done > 0)
		drop(s, done);
	return done;
}

static bool readable(const struct socket *s)
{
	return s->received || s->end || s->read_end || s->error != 0;
}

/* @return 0: there is data, or the end */
static int wait_readable(struct socket *s, bool wait, uint64_t began)
{
	int error = 0;

	if (!readable(s))
		net_poll();
	while (!readable(s) && !error)
		error = wait ? socket_wait(&s->readers, began, s->receive_limit) : -EAGAIN;
	return error;
}

static size_t room_of(const struct posix_iovec *parts, size_t count)
{
	size_t room = 0;

	for (size_t i = 0; i < count; i++)
		room += parts[i].size;
	return room;
}

static int64_t stream_receive(struct socket *s, const struct posix_iovec *parts, size_t count,
			      unsigned int *flags, struct end *from)
{
	bool wait = !(*flags & POSIX_MSG_DONTWAIT), peek = *flags & POSIX_MSG_PEEK;
	uint64_t began = time_ticks();
	size_t n;
	int error;

	(void)from;
	if (s->state == SOCKET_NEW || s->state == SOCKET_LISTENING)
		return -ENOTCONN;
	if (room_of(parts, count) == 0)
		return 0;
	error = wait_readable(s, wait, began);
	if (error)
		return error;
	n = take(s, parts, count, peek);
	/* MSG_WAITALL: fill the whole buffer; only calls with one buffer use this. */
	while ((*flags & POSIX_MSG_WAITALL) && wait && !peek && count == 1 && n < parts[0].size) {
		struct posix_iovec rest = {(char *)parts[0].base + n, parts[0].size - n};
		size_t more;

		net_leave();
		if (wait_readable(s, true, began) || !(more = take(s, &rest, 1, false)))
			break;
		n += more;
	}
	net_leave();
	*flags = 0;
	return n > 0 ? (int64_t)n : take_error(s);
}

static int broken(struct socket *s, unsigned int flags)
{
	int error = take_error(s);

	if (error)
		return error;
	if (!(flags & POSIX_MSG_NOSIGNAL))
		sys_tkill((int)sys_gettid(), SIGPIPE);
	return -EPIPE;
}

/* Send as much of a part as lwIP takes now. @return bytes; 0: wait before the next try */
static size_t put(struct socket *s, const char *from, size_t size, bool more)
{
	size_t room = tcp_sndbuf(s->tcp), n = size < room ? size : room;
	uint8_t flags = TCP_WRITE_FLAG_COPY | (more ? TCP_WRITE_FLAG_MORE : 0);

	if (n == 0 || tcp_write(s->tcp, from, (u16_t)n, flags) != ERR_OK)
		return 0;
	return n;
}

/* Send a part, all of it if the call may wait. @return bytes, or an error before the first byte */
static int64_t send_part(struct socket *s, const struct posix_iovec *part, unsigned int flags,
			 bool more, uint64_t began)
{
	size_t done = 0;
	int error = 0;

	while (done < part->size) {
		size_t n;

		if (s->write_end || s->state != SOCKET_CONNECTED || !s->tcp) {
			error = broken(s, flags);
			break;
		}
		n = put(s, (const char *)part->base + done, part->size - done, more);
		done += n;
		if (n > 0)
			continue;
		tcp_output(s->tcp);
		net_leave();
		error = flags & POSIX_MSG_DONTWAIT ? -EAGAIN
						   : socket_wait(&s->writers, began, s->send_limit);
		if (error)
			break;
	}
	return done > 0 ? (int64_t)done : error;
}

static int64_t stream_send(struct socket *s, const struct posix_iovec *parts, size_t count,
			   unsigned int flags, const struct end *to)
{
	uint64_t began = time_ticks();
	int64_t total = 0;

	if (to && s->state == SOCKET_CONNECTED)
		return -EISCONN;
	if (s->state == SOCKET_NEW || s->state == SOCKET_LISTENING)
		return -ENOTCONN;
	if (s->state == SOCKET_CONNECTING)
		return -EAGAIN;
	for (size_t i = 0; i < count; i++) {
		bool more = i + 1 < count || s->hold || (flags & POSIX_MSG_MORE);
		int64_t n = send_part(s, &parts[i], flags, more, began);

		if (n < 0 && total == 0)
			total = n;
		if (n < 0)
			break;
		total += n;
		if ((size_t)n < parts[i].size)
			break;
	}
	if (s->tcp && !s->hold && !(flags & POSIX_MSG_MORE))
		tcp_output(s->tcp);
	net_leave();
	return total;
}

static unsigned int stream_poll(const struct socket *s)
{
	unsigned int events = 0;

	if (s->state == SOCKET_LISTENING)
		return list_empty(&s->accepted) ? 0 : POSIX_POLLIN;
	if (s->state == SOCKET_NEW)
		return POSIX_POLLOUT | POSIX_POLLHUP;
	if (readable(s))
		events |= POSIX_POLLIN;
	if (s->end)
		events |= POSIX_POLLRDHUP;
	if (s->error)
		events |= POSIX_POLLERR;
	if (s->state == SOCKET_OVER || (s->end && s->write_end))
		events |= POSIX_POLLHUP | POSIX_POLLOUT;
	else if (s->state == SOCKET_CONNECTED && s->tcp && tcp_sndbuf(s->tcp) >= TCP_SNDLOWAT &&
		 tcp_sndqueuelen(s->tcp) < TCP_SNDQUEUELOWAT)
		events |= POSIX_POLLOUT;
	return events;
}

static uint32_t stream_waiting(const struct socket *s)
{
	return s->received ? s->received->tot_len : 0;
}

static int stream_shutdown(struct socket *s, bool reading, bool writing)
{
	err_t error = ERR_OK;

	if (s->state != SOCKET_CONNECTED || !s->tcp)
		return -ENOTCONN;
	s->read_end |= reading;
	if (writing && !s->write_end) {
		s->write_end = true;
		error = tcp_shutdown(s->tcp, 0, 1);
	}
	socket_changed(s);
	return socket_error(error);
}

/* Close the connections that nobody has accepted. */
static void close_accepted(struct socket *s)
{
	struct socket *child;

	while ((child = stream_accept(s))) {
		child->abort = true;
		child->kind->close(child);
		free(child);
	}
}

static void stream_close(struct socket *s)
{
	struct tcp_pcb *pcb = s->tcp;

	close_accepted(s);
	if (s->received)
		pbuf_free(s->received);
	if (!pcb)
		return;
	tcp_arg(pcb, NULL);
	if (s->state != SOCKET_LISTENING) {
		tcp_recv(pcb, NULL);
		tcp_sent(pcb, NULL);
		tcp_poll(pcb, NULL, 0);
		tcp_err(pcb, NULL);
	}
	if (s->abort || (tcp_close(pcb) != ERR_OK && s->state != SOCKET_LISTENING))
		tcp_abort(pcb);
}

static int stream_bind(struct socket *s, const ip_addr_t *address, uint16_t port)
{
	if (!address) {
		stream_attach(s, s->tcp);
		return 0;
	}
	if (s->state != SOCKET_NEW || !s->tcp || s->tcp->local_port != 0)
		return -EINVAL;
	return socket_error(tcp_bind(s->tcp, address, port));
}

const struct socket_kind stream_kind = {.type = POSIX_SOCK_STREAM,
					.protocol = POSIX_IPPROTO_TCP,
					.bind = stream_bind,
					.connect = stream_connect,
					.send = stream_send,
					.receive = stream_receive,
					.shutdown = stream_shutdown,
					.poll = stream_poll,
					.waiting = stream_waiting,
					.close = stream_close};
