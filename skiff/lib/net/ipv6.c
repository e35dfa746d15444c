/* SPDX-License-Identifier: BSD-3-Clause */
#include "ipv6.h"
#include "lwip/ethip6.h"
#include "lwip/netif.h"

void ipv6_begin(struct netif *interface)
{
	interface->output_ip6 = ethip6_output;
	interface->flags |= NETIF_FLAG_MLD6;
	netif_create_ip6_linklocal_address(interface, 1);
	netif_set_ip6_autoconfig_enabled(interface, 1);
}
