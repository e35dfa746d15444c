/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include "inet6.h"

#define MAPPED 12u /* bytes of ::ffff:a.b.c.d before its IPv4 address (RFC 4291, 2.5.5.2) */

static const uint8_t mapped[MAPPED] = {[10] = 0xff, [11] = 0xff};

int family_type(int family)
{
	return family == POSIX_AF_INET	  ? (int)IPADDR_TYPE_V4
	       : family == POSIX_AF_INET6 ? (int)IPADDR_TYPE_ANY
					  : -1;
}

int inet6_read(const struct socket *s, const void *name, uint32_t size, struct end *to)
{
	struct posix_address6 from;
	ip6_addr_t address = {0};

	if (size < sizeof(from))
		return -EINVAL;
	memcpy(&from, name, sizeof(from));
	to->port = lwip_ntohs(from.port);
	if (!memcmp(from.address, mapped, MAPPED)) {
		ip4_addr_t old;

		memcpy(&old, from.address + MAPPED, sizeof(old));
		ip_addr_copy_from_ip4(to->address, old);
		return s->only6 ? -ENETUNREACH : 0;
	}
	memcpy(address.addr, from.address, sizeof(from.address));
	if (ip6_addr_has_scope(&address, IP6_UNKNOWN))
		ip6_addr_set_zone(&address, (u8_t)from.scope);
	ip_addr_copy_from_ip6(to->address, address);
	if (ip6_addr_isany_val(address) && !s->only6)
		IP_SET_TYPE_VAL(to->address, IPADDR_TYPE_ANY);
	return 0;
}

void inet6_write(const struct end *end, void *to, uint32_t *size)
{
	struct posix_address6 name = {.family = POSIX_AF_INET6, .port = lwip_htons(end->port)};
	uint32_t room = *size;

	if (!IP_IS_V4_VAL(end->address)) {
		memcpy(name.address, ip_2_ip6(&end->address)->addr, sizeof(name.address));
		name.scope = ip6_addr_zone(ip_2_ip6(&end->address));
	} else if (!ip_addr_isany_val(end->address)) {
		memcpy(name.address, mapped, MAPPED);
		memcpy(name.address + MAPPED, &ip_2_ip4(&end->address)->addr, sizeof(uint32_t));
	}
	memcpy(to, &name, room < sizeof(name) ? room : sizeof(name));
	*size = sizeof(name);
}

static uint16_t port_of(const struct socket *s)
{
	return s->kind == &datagram_kind ? s->udp->local_port : s->tcp->local_port;
}

int inet6_set(struct socket *s, int name, int number)
{
	struct ip_pcb *pcb = (struct ip_pcb *)s->tcp;

	if (s->family != POSIX_AF_INET6)
		return -ENOPROTOOPT;
	switch (name) {
	case POSIX_IPV6_V6ONLY:
		if (!pcb || s->state != SOCKET_NEW || port_of(s) != 0)
			return -EINVAL;
		s->only6 = number;
		IP_SET_TYPE_VAL(pcb->local_ip, number ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY);
		IP_SET_TYPE_VAL(pcb->remote_ip, number ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY);
		return 0;
	case POSIX_IPV6_UNICAST_HOPS:
	case POSIX_IPV6_TCLASS:
		if (!pcb || number < 0 || number > UINT8_MAX)
			return -EINVAL;
		if (name == POSIX_IPV6_TCLASS)
			pcb->tos = (u8_t)number;
		else
			pcb->ttl = (u8_t)number;
		return 0;
	case POSIX_IPV6_MTU_DISCOVER:
	case POSIX_IPV6_RECVERR:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int inet6_get(const struct socket *s, int name, int *number)
{
	if (s->family != POSIX_AF_INET6 || name != POSIX_IPV6_V6ONLY)
		return -ENOPROTOOPT;
	*number = s->only6;
	return 0;
}
