/* SPDX-License-Identifier: BSD-3-Clause */
/* A network interface of the client, and the protocols below TCP: Ethernet, ARP (RFC 826), IPv4 (RFC 791), DHCP (RFC 2131). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <skiff/virtio_net_driver.h>

#define LINKS	     8u
#define ETHERNET     14u   /* bytes of an Ethernet header: addresses and type */
#define IP_HEADER    20u   /* bytes of an IPv4 header without options */
#define SEGMENT_MAX  1460u /* bytes of data in a TCP segment */
#define PROTOCOL_TCP 6u
#define PROTOCOL_UDP 17u

struct link {
	struct virtio_net net;
	unsigned int irq;
	uint8_t mac[6];
	bool sent; /* something was sent of which the device isn't notified yet */
};

/* The other end of a link, known by its MAC address. */
struct station {
	struct link *link;
	uint8_t mac[6];
	uint8_t address[4]; /* the address that DHCP has given it */
};

extern const uint8_t link_address[4]; /* the client's own address, on all links */

void put16(uint8_t *at, uint32_t value);
void put32(uint8_t *at, uint32_t value);
uint32_t get16(const uint8_t *at);
uint32_t get32(const uint8_t *at);

/** @return the Internet checksum (RFC 1071) of `sum` and the bytes, as a big-endian number */
uint32_t checksum(const uint8_t *at, size_t size, uint32_t sum);

/** Start the network devices.
 *
 * @param most  the most devices to start, up to LINKS
 * @return their number */
unsigned int links_begin(struct link link[LINKS], unsigned int most);

/** Get a buffer for a datagram.
 *
 * @return the place of its payload; NULL: the device has all buffers */
uint8_t *link_buffer(struct link *link);

/** Send a datagram.
 *
 * @param payload  of link_buffer()
 * @param to       its destination; without an address, the datagram goes to 255.255.255.255 */
void link_send(uint8_t *payload, const struct station *to, uint8_t protocol, size_t size);

/** Answer an ARP request for the client's address. @param size  bytes of the frame */
void link_answer_arp(struct link *link, const uint8_t *frame, size_t size);

/** Answer a DHCP client's message: an offer, or an acknowledgement.
 *
 * @param message  the BOOTP message, of `size` bytes */
void link_answer_dhcp(const struct station *from, const uint8_t *message, size_t size);

/** Notify the device of what was sent. */
void link_flush(struct link *link);
