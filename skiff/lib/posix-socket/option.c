/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of sockets. Options that lwIP lacks are accepted, and read as the actual state. */
#include <errno.h>
#include <string.h>
#include <skiff/posix/time.h>
#include "inet6.h"

#define MILLISECONDS 1000u /* a second */
#define SECOND	     1000000000u
#define MICROSECOND  1000u

static struct ip_pcb *pcb_of(const struct socket *s)
{
	return (struct ip_pcb *)s->tcp;
}

static int set_flag(const struct socket *s, uint8_t flag, int value)
{
	if (!s->tcp)
		return -EINVAL;
	if (value)
		ip_set_option(pcb_of(s), flag);
	else
		ip_reset_option(pcb_of(s), flag);
	return 0;
}

static int set_limit(uint64_t *limit, const void *value, uint32_t size)
{
	struct posix_timeval time;
	struct posix_timespec span;

	if (size < sizeof(time))
		return -EINVAL;
	memcpy(&time, value, sizeof(time));
	span = (struct posix_timespec){time.seconds, time.microseconds * MICROSECOND};
	if (!posix_span(&span, limit))
		return -EDOM;
	if (*limit == 0)
		*limit = UINT64_MAX;
	return 0;
}

static int set_socket(struct socket *s, int name, const void *value, uint32_t size, int number)
{
	const struct posix_linger *linger = value;

	switch (name) {
	case POSIX_SO_REUSEADDR:
		return set_flag(s, SOF_REUSEADDR, number);
	case POSIX_SO_BROADCAST:
		return set_flag(s, SOF_BROADCAST, number);
	case POSIX_SO_KEEPALIVE:
		return set_flag(s, SOF_KEEPALIVE, number);
	case POSIX_SO_RCVTIMEO:
		return set_limit(&s->receive_limit, value, size);
	case POSIX_SO_SNDTIMEO:
		return set_limit(&s->send_limit, value, size);
	case POSIX_SO_LINGER:
		if (size < sizeof(*linger))
			return -EINVAL;
		s->abort = linger->on && linger->seconds == 0;
		return 0;
	case POSIX_SO_REUSEPORT: /* the one process binds a port once */
	case POSIX_SO_SNDBUF:	 /* fixed by the image's configuration */
	case POSIX_SO_RCVBUF:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_tcp(struct socket *s, int name, int number)
{
	struct tcp_pcb *pcb = s->tcp;

	if (s->kind != &stream_kind)
		return -ENOPROTOOPT;
	if (!pcb)
		return -EINVAL;
	switch (name) {
	case POSIX_TCP_NODELAY:
		/* A listening socket has no flags; accepted connections begin without them. */
		if (s->state == SOCKET_LISTENING)
			return 0;
		if (number)
			tcp_nagle_disable(pcb);
		else
			tcp_nagle_enable(pcb);
		return 0;
	case POSIX_TCP_CORK:
		s->hold = number;
		if (!number && s->state == SOCKET_CONNECTED) {
			tcp_output(pcb);
			net_leave();
		}
		return 0;
	case POSIX_TCP_KEEPIDLE:
	case POSIX_TCP_KEEPINTVL:
	case POSIX_TCP_KEEPCNT:
		if (number <= 0 || number > INT16_MAX)
			return -EINVAL;
		if (s->state == SOCKET_LISTENING)
			return 0;
		if (name == POSIX_TCP_KEEPIDLE)
			pcb->keep_idle = MILLISECONDS * (u32_t)number;
		else if (name == POSIX_TCP_KEEPINTVL)
			pcb->keep_intvl = MILLISECONDS * (u32_t)number;
		else
			pcb->keep_cnt = (u32_t)number;
		return 0;
	case POSIX_TCP_DEFER_ACCEPT: /* advice */
	case POSIX_TCP_QUICKACK:
	case POSIX_TCP_USER_TIMEOUT:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_ip(struct socket *s, int name, int number)
{
	switch (name) {
	case POSIX_IP_TOS:
	case POSIX_IP_TTL:
		if (number < 0 || number > UINT8_MAX || !s->tcp)
			return -EINVAL;
		if (name == POSIX_IP_TOS)
			pcb_of(s)->tos = (u8_t)number;
		else
			pcb_of(s)->ttl = (u8_t)number;
		return 0;
	case POSIX_IP_MTU_DISCOVER:
	case POSIX_IP_RECVERR:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int64_t sys_setsockopt(int fd, int level, int name, const void *value, uint32_t size)
{
	struct file *file;
	int error, number = 0;
	struct socket *s = socket_of(fd, &file, &error);

	if (error)
		return error;
	if (size < sizeof(number))
		return -EINVAL;
	memcpy(&number, value, sizeof(number));
	switch (level) {
	case POSIX_SOL_SOCKET:
		return set_socket(s, name, value, size, number);
	case POSIX_IPPROTO_TCP:
		return set_tcp(s, name, number);
	case POSIX_IPPROTO_IP:
		return set_ip(s, name, number);
	case POSIX_IPPROTO_IPV6:
		return inet6_set(s, name, number);
	default:
		return -ENOPROTOOPT;
	}
}

static int get_socket(struct socket *s, int name, int *number)
{
	switch (name) {
	case POSIX_SO_ERROR:
		*number = -s->error;
		s->error = 0;
		return 0;
	case POSIX_SO_TYPE:
		*number = s->kind->type;
		return 0;
	case POSIX_SO_PROTOCOL:
		*number = s->kind->protocol;
		return 0;
	case POSIX_SO_DOMAIN:
		*number = s->family;
		return 0;
	case POSIX_SO_ACCEPTCONN:
		*number = s->state == SOCKET_LISTENING;
		return 0;
	case POSIX_SO_SNDBUF:
	case POSIX_SO_RCVBUF:
		*number = CONFIG_NET_TCP_WINDOW;
		return 0;
	case POSIX_SO_REUSEADDR:
		*number = s->tcp && ip_get_option(pcb_of(s), SOF_REUSEADDR) != 0;
		return 0;
	case POSIX_SO_KEEPALIVE:
		*number = s->tcp && ip_get_option(pcb_of(s), SOF_KEEPALIVE) != 0;
		return 0;
	case POSIX_SO_BROADCAST:
		*number = s->tcp && ip_get_option(pcb_of(s), SOF_BROADCAST) != 0;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int get_tcp(const struct socket *s, int name, int *number)
{
	if (s->kind != &stream_kind)
		return -ENOPROTOOPT;
	switch (name) {
	case POSIX_TCP_NODELAY:
		*number = s->tcp && s->state != SOCKET_LISTENING && tcp_nagle_disabled(s->tcp);
		return 0;
	case POSIX_TCP_CORK:
		*number = s->hold;
		return 0;
	case POSIX_TCP_MAXSEG:
		*number = TCP_MSS;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int64_t sys_getsockopt(int fd, int level, int name, void *value, uint32_t *size)
{
	struct file *file;
	int error, number = 0;
	struct socket *s = socket_of(fd, &file, &error);

	if (error)
		return error;
	error = level == POSIX_SOL_SOCKET     ? get_socket(s, name, &number)
		: level == POSIX_IPPROTO_TCP  ? get_tcp(s, name, &number)
		: level == POSIX_IPPROTO_IPV6 ? inet6_get(s, name, &number)
					      : -ENOPROTOOPT;
	if (error)
		return error;
	if (*size > sizeof(number))
		*size = sizeof(number);
	memcpy(value, &number, *size);
	return 0;
}
