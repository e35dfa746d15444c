/* SPDX-License-Identifier: BSD-3-Clause */
/* IPv6 (RFC 8200) over Ethernet (RFC 2464). A segment behind extension headers is left to lwIP's own search. */
#include <string.h>
#include <skiff/net.h>
#include "frame.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip6.h"

#define ETHERNET (SIZEOF_ETH_HDR - ETH_PAD_SIZE)

/* Fields of the header. */
#define PAYLOAD_LENGTH 4
#define NEXT_HEADER    6
#define SOURCE	       8
#define DESTINATION    24
#define ADDRESS	       16u /* bytes of one */

static void read_address(ip_addr_t *to, const uint8_t *from)
{
	ip6_addr_t address = {0};

	memcpy(address.addr, from, ADDRESS);
	ip_addr_copy_from_ip6(*to, address);
}

bool frame6_read(const uint8_t *frame, size_t size, struct segment *to)
{
	const uint8_t *ip = frame + ETHERNET;

	if (size < ETHERNET + IP6_HLEN + 4 || frame[12] != 0x86 || frame[13] != 0xdd ||
	    ip[0] >> 4 != 6 || ip[NEXT_HEADER] != IP_PROTO_TCP)
		return false;
	read_address(&to->remote, ip + SOURCE);
	read_address(&to->local, ip + DESTINATION);
	to->ip = ETHERNET;
	to->tcp = ETHERNET + IP6_HLEN;
	return true;
}

void frame6_set_size(uint8_t *ip, size_t segment)
{
	ip[PAYLOAD_LENGTH] = (uint8_t)(segment >> 8);
	ip[PAYLOAD_LENGTH + 1] = (uint8_t)segment;
}

uint32_t frame6_sum(const uint8_t *ip, size_t segment)
{
	const uint8_t rest[8] = {
	    [2] = (uint8_t)(segment >> 8), [3] = (uint8_t)segment, [7] = IP_PROTO_TCP};

	return (uint32_t)net_checksum(ip + SOURCE, 2 * ADDRESS) + net_checksum(rest, sizeof(rest));
}

void frame6_words(const ip_addr_t *remote, const ip_addr_t *local, uint64_t word[ADDRESS_WORDS])
{
	memcpy(word, ip_2_ip6(remote)->addr, ADDRESS);
	memcpy(word + 2, ip_2_ip6(local)->addr, ADDRESS);
}
