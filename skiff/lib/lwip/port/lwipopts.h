/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of lwIP: see lwip/opt.h of its sources. */
#pragma once
#include <skiff/config.h>

#define NO_SYS		     1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN	     0
#define LWIP_SOCKET	     0
#ifndef CONFIG_ASSERT
#define LWIP_NOASSERT 1
#endif
#define LWIP_STATS 0

/* Packets lie in the heap. Connections lie in pools, whose size limits the memory that a network can use up. */
#define MEM_LIBC_MALLOC		1
#define MEM_ALIGNMENT		8
#define MEMP_MEM_MALLOC		0
#define PBUF_POOL_SIZE		0
#define MEMP_NUM_TCP_PCB	CONFIG_NET_CONNECTIONS
#define MEMP_NUM_TCP_PCB_LISTEN CONFIG_NET_LISTENERS
#define MEMP_NUM_UDP_PCB	CONFIG_NET_DATAGRAMS
#define MEMP_NUM_TCP_SEG	(4 * CONFIG_NET_CONNECTIONS + 2 * TCP_SND_QUEUELEN)
#define MEMP_NUM_PBUF		16

/* The Internet header is aligned behind an Ethernet header of 14 bytes. */
#define ETH_PAD_SIZE 2

#define LWIP_IPV4 1
#ifdef CONFIG_NET_IPV6
#define LWIP_IPV6 1
#else
#define LWIP_IPV6 0
#endif
#define IPV6_FRAG_COPYHEADER 1 /* pointers have 64 bits */
/*
 * No duplicate address detection (0 is a choice of RFC 4862, 5.1), nor does DHCP ask: lwIP gives up an address in use, with its
 * connections, when any neighbour claims it. Addresses follow from the interface's MAC address.
 */
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define LWIP_RAW		      0
#ifndef LWIP_DNS /* see dhcp.c */
#define LWIP_DNS 0
#endif
#define IP_REASS_MAX_PBUFS	 12
#define LWIP_NETIF_LOOPBACK	 1
#define LWIP_HAVE_LOOPIF	 1
#define LWIP_NETIF_HOSTNAME	 1
#define LWIP_DHCP		 1
#define DHCP_DOES_ARP_CHECK	 0
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define LWIP_HOOK_FILENAME	 "hooks.h"

#define SO_REUSE						  1
#define IP_SOF_BROADCAST					  1
#define LWIP_TCP_KEEPALIVE					  1
#define LWIP_UDP						  1
#define LWIP_TCP						  1
#define TCP_LISTEN_BACKLOG					  1
#define TCP_MSS							  1460
#define TCP_WND							  CONFIG_NET_TCP_WINDOW
#define TCP_SND_BUF						  CONFIG_NET_TCP_WINDOW
#define TCP_OOSEQ_MAX_PBUFS					  8
#define LWIP_TCP_PCB_NUM_EXT_ARGS				  1 /* net/find.c's */
#define LWIP_HOOK_TCP_ISN(local, local_port, remote, remote_port) guard_isn()
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, all, size, rest, p) \
	guard_inspect(pcb, header, size, rest)
