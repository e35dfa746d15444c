/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "frame.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"

#define ETHERNET (SIZEOF_ETH_HDR - ETH_PAD_SIZE)

/* IPv4 (RFC 791); fragments aren't whole segments. */
static bool read4(const uint8_t *frame, size_t size, struct segment *to)
{
	const uint8_t *ip = frame + ETHERNET;
	ip4_addr_t remote, local;
	size_t header;

	if (size < ETHERNET + IP_HLEN || frame[12] != 0x08 || frame[13] != 0 || ip[0] >> 4 != 4 ||
	    (ip[6] & 0x3f) || ip[7] || ip[9] != IP_PROTO_TCP)
		return false;
	header = (ip[0] & 15u) * 4;
	if (header < IP_HLEN || size < ETHERNET + header + 4)
		return false;
	memcpy(&remote, ip + 12, sizeof(remote));
	memcpy(&local, ip + 16, sizeof(local));
	ip_addr_copy_from_ip4(to->remote, remote);
	ip_addr_copy_from_ip4(to->local, local);
	to->ip = ETHERNET;
	to->tcp = ETHERNET + header;
	return true;
}

bool frame_read(const uint8_t *frame, size_t size, struct segment *to)
{
	const uint8_t *tcp;

	if (!read4(frame, size, to) && !frame6_read(frame, size, to))
		return false;
	tcp = frame + to->tcp;
	to->remote_port = (uint16_t)(tcp[0] << 8 | tcp[1]);
	to->local_port = (uint16_t)(tcp[2] << 8 | tcp[3]);
	return true;
}
