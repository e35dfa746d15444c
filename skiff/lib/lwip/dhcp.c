/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP asks DHCP for name servers only if it resolves names itself (LWIP_DNS). Only this file sets that option: library
 * posix-resolver needs the name servers.
 */
#define LWIP_DNS 1
#include <core/ipv4/dhcp.c>
