/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `net`: the headers of a frame that carries a TCP segment, by IPv4 or by IPv6 (NET_IPV6). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <skiff/config.h>
#include "lwip/ip_addr.h"

/** Whose segment it is, and where it begins. Ports are in the machine's byte order. */
struct segment {
	ip_addr_t remote, local;
	uint16_t remote_port, local_port;
	size_t ip, tcp; /* bytes of the frame before these headers */
};

/** Read a frame's headers.
 *
 * @param frame  from its Ethernet header on, of `size` bytes
 * @return false: it is no whole TCP segment directly in IP over Ethernet, or not all of its ports is there */
bool frame_read(const uint8_t *frame, size_t size, struct segment *to);

#define ADDRESS_WORDS \
	(sizeof(ip_addr_t) > sizeof(uint32_t) ? 4u : 1u) /* of 64 bits, of two addresses, at most */

#ifdef CONFIG_NET_IPV6
#define address_same(a, b) \
	ip_addr_cmp_zoneless(a, b) /* a frame doesn't say which interface it came by */
/** IPv6's part of frame_read(). */
bool frame6_read(const uint8_t *frame, size_t size, struct segment *to);
/** The header of a segment in IPv6 says how long it is. */
void frame6_set_size(uint8_t *ip, size_t segment);
/** @return the sum (RFC 1071) of the pseudo header (RFC 8200, 8.1) of so many bytes */
uint32_t frame6_sum(const uint8_t *ip, size_t segment);
/** Two IPv6 addresses as four words. */
void frame6_words(const ip_addr_t *remote, const ip_addr_t *local, uint64_t word[ADDRESS_WORDS]);
#else
#define address_same(a, b) ip_addr_cmp(a, b)
static inline bool frame6_read(const uint8_t *frame, size_t size, struct segment *to)
{
	(void)frame, (void)size, (void)to;
	return false;
}
static inline void frame6_set_size(uint8_t *ip, size_t segment)
{
	(void)ip, (void)segment;
}
static inline uint32_t frame6_sum(const uint8_t *ip, size_t segment)
{
	(void)ip, (void)segment;
	return 0;
}
static inline void frame6_words(const ip_addr_t *remote, const ip_addr_t *local, uint64_t *word)
{
	(void)remote, (void)local, (void)word;
}
#endif

/** Two addresses of one kind as words, for a hash. @return how many */
static inline unsigned int address_words(const ip_addr_t *remote, const ip_addr_t *local,
					 uint64_t word[ADDRESS_WORDS])
{
	if (IP_IS_V6(remote)) {
		frame6_words(remote, local, word);
		return ADDRESS_WORDS;
	}
	word[0] = (uint64_t)ip_2_ip4(local)->addr << 32 | ip_2_ip4(remote)->addr;
	return 1;
}
