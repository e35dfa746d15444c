/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside library `net`: protects lwIP's connections from floods of frames. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "lwip/ip_addr.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/tcp.h"

/** Limit of bytes of a SYN from guard_revive(): headers and one option. */
#define GUARD_SYN_SIZE (SIZEOF_ETH_HDR + IP_HLEN_MAX + TCP_HLEN + 4)

/** A SYN, which begins a connection. Ports and numbers are in the machine's byte order. */
struct guard_syn {
	ip_addr_t remote, local;
	uint32_t sequence;
	uint16_t remote_port, local_port;
	uint32_t isn;	 /* this machine's initial sequence number */
	uint8_t segment; /* index of the client's segment size */
};

/** Call after each frame: if too many connections wait for the end of their handshake, drops the oldest. */
void guard_settle(void);

/** Call after each frame: did it acknowledge a dropped connection?
 *
 * @param frame  that frame, of `size` bytes
 * @param to    set to the connection's SYN, which is to be given to lwIP before the frame is given again; guard_revived()
 *              must follow
 * @return bytes of the SYN; 0: no */
size_t guard_revive(const uint8_t *frame, size_t size, uint8_t to[GUARD_SYN_SIZE]);

/** The SYN of guard_revive() has been given to lwIP. */
void guard_revived(void);
