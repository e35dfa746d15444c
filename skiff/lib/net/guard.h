/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `net`: what stands between frames and lwIP's connections. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/tcp.h"

/** Bytes that a SYN of guard_revive() takes at most: its headers, and one option. */
#define GUARD_SYN_SIZE (SIZEOF_ETH_HDR + IP_HLEN_MAX + TCP_HLEN + 4)

/** What begins a connection. Addresses are in network order, the rest in the machine's. */
struct guard_syn {
	uint32_t remote, local, sequence;
	uint16_t remote_port, local_port;
	uint32_t isn;	 /* our initial sequence number */
	uint8_t segment; /* which size of segment the client takes */
};

/** After each frame: who has waited longest for the end of its handshake gives way if there are too many. */
void guard_settle(void);

/** After each frame: did it acknowledge a connection that has given way?
 *
 * @param frame  that frame, of `size` bytes
 * @param to     its SYN, to be given to lwIP before the frame is given once more; guard_revived() follows
 * @return bytes of it; 0: no */
size_t guard_revive(const uint8_t *frame, size_t size, uint8_t to[GUARD_SYN_SIZE]);

/** The SYN of guard_revive() has been given to lwIP. */
void guard_revived(void);
