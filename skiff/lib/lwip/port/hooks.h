/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions of library `net` that lwIP calls. */
#pragma once
#include "lwip/ip_addr.h"

/** A name server that DHCP has found; NULL: none. */
void dns_setserver(u8_t index, const ip_addr_t *server);
