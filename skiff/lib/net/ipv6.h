/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `net`: IPv6 of an interface, where it is selected. */
#pragma once
#include <skiff/config.h>

struct netif;

#ifdef CONFIG_NET_IPV6
/** The interface has a link-local address, and those that routers announce (SLAAC, RFC 4862). Before it is set up. */
void ipv6_begin(struct netif *interface);
#else
static inline void ipv6_begin(struct netif *interface)
{
	(void)interface;
}
#endif
