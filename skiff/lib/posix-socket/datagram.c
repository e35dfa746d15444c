/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP: a bounded queue of received datagrams. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/time.h>
#include "inside.h"

#define QUEUED_MAX   65536u /* bytes queued per socket, including overhead */
#define DATAGRAM_MAX 65507u /* bytes: what fits into an IPv4 packet */

struct datagram {
	struct list node;
	struct pbuf *p;
	struct end from;
};

static uint32_t cost(const struct pbuf *p)
{
	return p->tot_len + (uint32_t)sizeof(struct datagram) + (uint32_t)sizeof(*p);
}

static void on_receive(void *argument, struct udp_pcb *pcb, struct pbuf *p,
		       const ip_addr_t *address, u16_t port)
{
	struct socket *s = argument;
	struct datagram *d = NULL;

	(void)pcb;
	if (!s->read_end && s->queued + cost(p) <= QUEUED_MAX)
		d = malloc(sizeof(*d));
	if (!d) {
		pbuf_free(p);
		return;
	}
	d->p = p;
	d->from = (struct end){*address, port};
	s->queued += cost(p);
	list_append(&s->datagrams, &d->node);
	poll_wake(&s->readers);
	file_changed(&s->watchers);
}

static struct datagram *first(const struct socket *s)
{
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): discard() took the freed one out of the list */
	return list_empty(&s->datagrams) ? NULL
					 : container_of(s->datagrams.next, struct datagram, node);
}

static void discard(struct socket *s, struct datagram *d)
{
	s->queued -= cost(d->p);
	list_remove(&d->node);
	pbuf_free(d->p);
	free(d);
}

static int64_t datagram_receive(struct socket *s, const struct posix_iovec *parts, size_t count,
				unsigned int *flags, struct end *from)
{
	uint64_t began = time_ticks();
	struct datagram *d;
	size_t done = 0, size;
	int error = 0;

	if (!first(s))
		net_poll();
	while (!first(s) && !s->read_end && !error)
		error = *flags & POSIX_MSG_DONTWAIT
			    ? -EAGAIN
			    : socket_wait(&s->readers, began, s->receive_limit);
	d = first(s);
	if (!d)
		return error;
	size = d->p->tot_len;
	for (size_t i = 0; i < count && done < size; i++)
		done += pbuf_copy_partial(d->p, parts[i].base,
					  (u16_t)(parts[i].size < size ? parts[i].size : size),
					  (u16_t)done);
	if (from)
		*from = d->from;
	if (!(*flags & POSIX_MSG_PEEK))
		discard(s, d);
	error = *flags & POSIX_MSG_TRUNC ? (int)size : (int)done;
	*flags = done < size ? POSIX_MSG_TRUNC : 0;
	return error;
}

static int64_t transmit(struct socket *s, struct pbuf *p, const struct end *to)
{
	return socket_error(to ? udp_sendto(s->udp, p, &to->address, to->port)
			       : udp_send(s->udp, p));
}

static int64_t datagram_send(struct socket *s, const struct posix_iovec *parts, size_t count,
			     unsigned int flags, const struct end *to)
{
	size_t size = 0, done = 0;
	struct pbuf *p;
	int64_t error;

	(void)flags;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].size > DATAGRAM_MAX - size)
			return -EMSGSIZE;
		size += parts[i].size;
	}
	if (!to && !(s->udp->flags & UDP_FLAGS_CONNECTED))
		return -EDESTADDRREQ;
	p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)size, PBUF_RAM);
	if (!p)
		return -ENOBUFS;
	for (size_t i = 0; i < count; done += parts[i++].size)
		if (parts[i].size > 0)
			memcpy((char *)p->payload + done, parts[i].base, parts[i].size);
	error = transmit(s, p, to);
	pbuf_free(p);
	net_leave();
	return error ? error : (int64_t)size;
}

static int datagram_bind(struct socket *s, const ip_addr_t *address, uint16_t port)
{
	if (!address) {
		udp_recv(s->udp, on_receive, s);
		return 0;
	}
	return s->udp->local_port != 0 ? -EINVAL : socket_error(udp_bind(s->udp, address, port));
}

static int datagram_connect(struct socket *s, const ip_addr_t *address, uint16_t port, bool wait)
{
	(void)wait;
	s->state = SOCKET_CONNECTED;
	return socket_error(udp_connect(s->udp, address, port));
}

static int datagram_shutdown(struct socket *s, bool reading, bool writing)
{
	if (s->state != SOCKET_CONNECTED)
		return -ENOTCONN;
	s->read_end |= reading;
	s->write_end |= writing;
	socket_changed(s);
	return 0;
}

static unsigned int datagram_poll(const struct socket *s)
{
	return (list_empty(&s->datagrams) && !s->read_end ? 0 : POSIX_POLLIN) | POSIX_POLLOUT;
}

static uint32_t datagram_waiting(const struct socket *s)
{
	const struct datagram *d = first(s);

	return d ? d->p->tot_len : 0;
}

static void datagram_close(struct socket *s)
{
	struct datagram *d;

	while ((d = first(s)))
		discard(s, d);
	udp_remove(s->udp);
}

const struct socket_kind datagram_kind = {.type = POSIX_SOCK_DATAGRAM,
					  .protocol = POSIX_IPPROTO_UDP,
					  .bind = datagram_bind,
					  .connect = datagram_connect,
					  .send = datagram_send,
					  .receive = datagram_receive,
					  .shutdown = datagram_shutdown,
					  .poll = datagram_poll,
					  .waiting = datagram_waiting,
					  .close = datagram_close};
