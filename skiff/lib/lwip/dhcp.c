/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP asks DHCP for name servers only where it resolves names itself (LWIP_DNS). This file alone believes
 * that: they are for library posix-resolver.
 */
#define LWIP_DNS 1
#include <core/ipv4/dhcp.c>
