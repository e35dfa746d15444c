/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses in the formats of callers and of lwIP. */
#include <errno.h>
#include <string.h>
#include "inet6.h"

int name_read(const struct socket *s, const struct posix_address *name, uint32_t size,
	      struct end *to)
{
	if (size < sizeof(name->family))
		return -EINVAL;
	if (name->family != s->family)
		return -EAFNOSUPPORT;
	if (s->family != POSIX_AF_INET)
		return inet6_read(s, name, size, to);
	if (size < sizeof(*name))
		return -EINVAL;
	ip_addr_set_ip4_u32_val(to->address, name->address);
	to->port = lwip_ntohs(name->port);
	return 0;
}

void name_write(const struct socket *s, const struct end *end, struct posix_address *to,
		uint32_t *size)
{
	struct posix_address name = {.family = POSIX_AF_INET};
	uint32_t room = *size;

	if (s->family != POSIX_AF_INET) {
		inet6_write(end, to, size);
		return;
	}
	name.port = lwip_htons(end->port);
	name.address = ip_addr_get_ip4_u32(&end->address);
	memcpy(to, &name, room < sizeof(name) ? room : sizeof(name));
	*size = sizeof(name);
}

static struct end own_end(const struct socket *s)
{
	if (s->kind == &datagram_kind)
		return (struct end){s->udp->local_ip, s->udp->local_port};
	if (!s->tcp)
		return (struct end){.port = 0};
	return (struct end){s->tcp->local_ip, s->tcp->local_port};
}

int64_t sys_getsockname(int fd, struct posix_address *name, uint32_t *size)
{
	struct file *file;
	int error;
	const struct socket *s = socket_of(fd, &file, &error);
	struct end own;

	if (error)
		return error;
	own = own_end(s);
	name_write(s, &own, name, size);
	return 0;
}

int64_t sys_getpeername(int fd, struct posix_address *name, uint32_t *size)
{
	struct file *file;
	int error;
	const struct socket *s = socket_of(fd, &file, &error);
	struct end peer;

	if (error)
		return error;
	if (s->kind == &datagram_kind ? !(s->udp->flags & UDP_FLAGS_CONNECTED)
				      : s->state != SOCKET_CONNECTED || !s->tcp)
		return -ENOTCONN;
	peer = s->kind == &datagram_kind ? (struct end){s->udp->remote_ip, s->udp->remote_port}
					 : (struct end){s->tcp->remote_ip, s->tcp->remote_port};
	name_write(s, &peer, name, size);
	return 0;
}
