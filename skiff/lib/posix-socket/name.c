/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses in the formats of callers and of lwIP. */
#include <errno.h>
#include <string.h>
#include "inside.h"

int name_read(const struct posix_address *name, uint32_t size, ip_addr_t *address, uint16_t *port)
{
	if (size < sizeof(name->family))
		return -EINVAL;
	if (name->family != POSIX_AF_INET)
		return -EAFNOSUPPORT;
	if (size < sizeof(*name))
		return -EINVAL;
	ip_addr_set_ip4_u32_val(*address, name->address);
	*port = lwip_ntohs(name->port);
	return 0;
}

struct posix_address name_make(const ip_addr_t *address, uint16_t port)
{
	return (struct posix_address){.family = POSIX_AF_INET,
				      .port = lwip_htons(port),
				      .address = ip_addr_get_ip4_u32(address)};
}

void name_write(const struct posix_address *name, struct posix_address *to, uint32_t *size)
{
	uint32_t room = *size;

	memcpy(to, name, room < sizeof(*name) ? room : sizeof(*name));
	*size = sizeof(*name);
}

static struct posix_address own_name(const struct socket *s)
{
	if (s->kind == &datagram_kind)
		return name_make(&s->udp->local_ip, s->udp->local_port);
	if (!s->tcp)
		return (struct posix_address){.family = POSIX_AF_INET};
	return name_make(&s->tcp->local_ip, s->tcp->local_port);
}

int64_t sys_getsockname(int fd, struct posix_address *name, uint32_t *size)
{
	struct file *file;
	int error;
	const struct socket *s = socket_of(fd, &file, &error);
	struct posix_address own;

	if (error)
		return error;
	own = own_name(s);
	name_write(&own, name, size);
	return 0;
}

int64_t sys_getpeername(int fd, struct posix_address *name, uint32_t *size)
{
	struct file *file;
	int error;
	const struct socket *s = socket_of(fd, &file, &error);
	struct posix_address peer;

	if (error)
		return error;
	if (s->kind == &datagram_kind ? !(s->udp->flags & UDP_FLAGS_CONNECTED)
				      : s->state != SOCKET_CONNECTED || !s->tcp)
		return -ENOTCONN;
	peer = s->kind == &datagram_kind ? name_make(&s->udp->remote_ip, s->udp->remote_port)
					 : name_make(&s->tcp->remote_ip, s->tcp->remote_port);
	name_write(&peer, name, size);
	return 0;
}
