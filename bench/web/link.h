/* SPDX-License-Identifier: BSD-3-Clause */
/* A network interface of the client, and what lies below TCP: Ethernet, ARP (RFC 826), IPv4 (RFC 791), DHCP (RFC 2131). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <skiff/virtio_net_driver.h>

#define LINKS	     8u
#define ETHERNET     14u   /* bytes of a frame's addresses and type */
#define IP_HEADER    20u   /* bytes of one without options */
#define SEGMENT_MAX  1460u /* bytes of data in a TCP segment */
#define PROTOCOL_TCP 6u
#define PROTOCOL_UDP 17u

struct link {
	struct virtio_net net;
	unsigned int irq;
	uint8_t mac[6];
	bool sent; /* something that the device isn't told of yet */
};

/* The other end of a link, known by its MAC address. */
struct station {
	struct link *link;
	uint8_t mac[6];
	uint8_t address[4]; /* that DHCP has given it */
};

extern const uint8_t link_address[4]; /* the client's own, on all links */

void put16(uint8_t *at, uint32_t value);
void put32(uint8_t *at, uint32_t value);
uint32_t get16(const uint8_t *at);
uint32_t get32(const uint8_t *at);

/** The Internet checksum (RFC 1071) of bytes, and of `sum` before them, as it is stored big-endian. */
uint32_t checksum(const uint8_t *at, size_t size, uint32_t sum);

/** Begin with the devices that there are.
 *
 * @param most  so many at most, LINKS or fewer
 * @return their number */
unsigned int links_begin(struct link link[LINKS], unsigned int most);

/** A buffer for a datagram.
 *
 * @return where its payload goes; NULL: the device has all buffers */
uint8_t *link_buffer(struct link *link);

/** Send a datagram.
 *
 * @param payload  of link_buffer()
 * @param to       its destination; without an address it goes to 255.255.255.255 */
void link_send(uint8_t *payload, const struct station *to, uint8_t protocol, size_t size);

/** Answer an ARP request for the client's address. @param size  bytes of the frame */
void link_answer_arp(struct link *link, const uint8_t *frame, size_t size);

/** Answer a DHCP client's message: an offer, or an acknowledgement.
 *
 * @param message  BOOTP's, of so many bytes */
void link_answer_dhcp(const struct station *from, const uint8_t *message, size_t size);

/** Tell the device what was sent. */
void link_flush(struct link *link);
