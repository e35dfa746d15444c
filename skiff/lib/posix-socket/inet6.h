/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `posix-socket`: sockets of the family AF_INET6, where NET_IPV6 is selected. They have both kinds of addresses,
 * unless IPV6_V6ONLY is set: an IPv4 address is ::ffff:a.b.c.d to their callers (RFC 3493, 3.7). */
#pragma once
#include <errno.h>
#include "inside.h"

#ifdef CONFIG_NET_IPV6
/** @return IPADDR_TYPE_* of a new socket's addresses; -1: there is no such family */
int family_type(int family);
/** name_read() of such a socket. */
int inet6_read(const struct socket *s, const void *name, uint32_t size, struct end *to);
/** name_write() of such a socket: as much of it as there is room for. */
void inet6_write(const struct end *end, void *to, uint32_t *size);
/** Options of level POSIX_IPPROTO_IPV6. @return 0, -EINVAL or -ENOPROTOOPT */
int inet6_set(struct socket *s, int name, int number);
int inet6_get(const struct socket *s, int name, int *number);
#else
static inline int family_type(int family)
{
	return family == POSIX_AF_INET ? (int)IPADDR_TYPE_V4 : -1;
}
static inline int inet6_read(const struct socket *s, const void *name, uint32_t size,
			     struct end *to)
{
	(void)s, (void)name, (void)size, (void)to;
	return -EAFNOSUPPORT;
}
static inline void inet6_write(const struct end *end, void *to, uint32_t *size)
{
	(void)end, (void)to, (void)size;
}
static inline int inet6_set(struct socket *s, int name, int number)
{
	(void)s, (void)name, (void)number;
	return -ENOPROTOOPT;
}
static inline int inet6_get(const struct socket *s, int name, int *number)
{
	(void)s, (void)name, (void)number;
	return -ENOPROTOOPT;
}
#endif
