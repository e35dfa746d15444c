/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions of library `net` that lwIP calls. */
#pragma once
#include "lwip/err.h"
#include "lwip/ip_addr.h"

/** A name server that DHCP has found; NULL: none. */
void dns_setserver(u8_t index, const ip_addr_t *server);

struct tcp_pcb;
struct tcp_hdr;

/** The initial sequence number of the connection that lwIP makes. */
u32_t guard_isn(void);

/** A segment for a connection or a listener, in the machine's byte order.
 *
 * @param size  bytes of its options behind the header
 * @param rest  the rest of the options, if it lies elsewhere
 * @return ERR_OK; any other value: lwIP drops the segment without an answer */
err_t guard_inspect(struct tcp_pcb *pcb, struct tcp_hdr *header, u16_t size, const u8_t *rest);
