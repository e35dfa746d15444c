/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <skiff/plat.h>
#include "link.h"

#define HEADER	     ((uint32_t)sizeof(struct virtio_net_header))
#define TYPE_IP	     0x0800u
#define TYPE_ARP     0x0806u
#define ARP_BYTES    28u
#define ARP_ANSWER   2u
#define TIME_TO_LIVE 64u
#define UDP_HEADER   8u
#define BOOTP_BYTES  236u /* bytes before the options' magic cookie */
#define OPTIONS	     (BOOTP_BYTES + 4u)
#define OPTION_TYPE  53u
#define OPTION_END   255u
#define DISCOVER     1u
#define OFFER	     2u
#define REQUEST	     3u
#define ACKNOWLEDGE  5u

const uint8_t link_address[4] = {10, 0, 0, 1};

void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

uint32_t get16(const uint8_t *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

uint32_t get32(const uint8_t *at)
{
	return get16(at) << 16 | get16(at + 2);
}

uint32_t checksum(const uint8_t *at, size_t size, uint32_t sum)
{
	for (size_t i = 0; i < size; i++)
		sum += i % 2 ? at[i] : (uint32_t)at[i] << 8;
	while (sum >> 16)
		sum = (sum >> 16) + (sum & 0xffff);
	return sum;
}

unsigned int links_begin(struct link link[LINKS], unsigned int most)
{
	struct plat_device device;
	unsigned int count = 0;

	while (count < most && plat_device("virtio,mmio", count, &device) == 0 &&
	       virtio_net_begin(&link[count].net, device.registers, device.bus) == 0 &&
	       virtio_net_address(&link[count].net, link[count].mac) == 0)
		link[count++].irq = device.irq;
	return count;
}

/* @return the buffer of a frame, which begins with its Ethernet addresses */
static uint8_t *frame_buffer(struct link *link)
{
	char *buffer = virtio_net_buffer(&link->net);

	if (!buffer)
		return NULL;
	memset(buffer, 0, HEADER);
	return (uint8_t *)buffer + HEADER;
}

static void frame_send(struct link *link, uint8_t *frame, const uint8_t to[6], uint32_t type,
		       size_t size)
{
	memcpy(frame, to, 6);
	memcpy(frame + 6, link->mac, 6);
	put16(frame + 12, type);
	virtio_net_send(&link->net, (char *)frame - HEADER, (uint32_t)(HEADER + ETHERNET + size));
	link->sent = true;
}

uint8_t *link_buffer(struct link *link)
{
	uint8_t *frame = frame_buffer(link);

	return frame ? frame + ETHERNET + IP_HEADER : NULL;
}

void link_send(uint8_t *payload, const struct station *to, uint8_t protocol, size_t size)
{
	static const uint8_t all[4] = {255, 255, 255, 255}, none[4];
	uint8_t *ip = payload - IP_HEADER;

	memset(ip, 0, IP_HEADER);
	ip[0] = 0x45; /* version 4, 5 words */
	put16(ip + 2, (uint32_t)(IP_HEADER + size));
	ip[8] = TIME_TO_LIVE;
	ip[9] = protocol;
	memcpy(ip + 12, link_address, 4);
	memcpy(ip + 16, memcmp(to->address, none, 4) ? to->address : all, 4);
	put16(ip + 10, ~checksum(ip, IP_HEADER, 0));
	frame_send(to->link, ip - ETHERNET, to->mac, TYPE_IP, IP_HEADER + size);
}

void link_answer_arp(struct link *link, const uint8_t *frame, size_t size)
{
	const uint8_t *asked = frame + ETHERNET;
	uint8_t *answer, *arp;

	if (size < ETHERNET + ARP_BYTES || asked[7] != 1 ||
	    memcmp(asked + 24, link_address, 4) != 0)
		return;
	answer = frame_buffer(link);
	if (!answer)
		return;
	arp = answer + ETHERNET;
	memcpy(arp, asked, 8);
	arp[7] = ARP_ANSWER;
	memcpy(arp + 8, link->mac, 6);
	memcpy(arp + 14, link_address, 4);
	memcpy(arp + 18, asked + 8, 10); /* the asking machine */
	frame_send(link, answer, asked + 8, TYPE_ARP, ARP_BYTES);
}

/* @return the message's type (RFC 2132, 9.6); 0: it has none */
static uint8_t type_of(const uint8_t *message, size_t size)
{
	size_t at = OPTIONS;

	while (at + 2 < size && message[at] != OPTION_END) {
		if (message[at] == OPTION_TYPE)
			return message[at + 2];
		at += message[at] == 0 ? 1 : 2u + message[at + 1];
	}
	return 0;
}

void link_answer_dhcp(const struct station *from, const uint8_t *message, size_t size)
{
	static const uint8_t options[] = {54, 4, 10, 0, 0,   1,	  51,  4, 0,	     1,
					  0,  0, 1,  4, 255, 255, 255, 0, OPTION_END};
	uint8_t asked = type_of(message, size), *udp, *answer;
	struct station to = *from;

	if (size < OPTIONS || (asked != DISCOVER && asked != REQUEST))
		return;
	udp = link_buffer(from->link);
	if (!udp)
		return;
	answer = udp + UDP_HEADER;
	memcpy(answer, message, OPTIONS);
	answer[0] = 2; /* an answer */
	memcpy(answer + 16, from->address, 4);
	memcpy(answer + 20, link_address, 4);
	answer[OPTIONS] = OPTION_TYPE;
	answer[OPTIONS + 1] = 1;
	answer[OPTIONS + 2] = asked == DISCOVER ? OFFER : ACKNOWLEDGE;
	memcpy(answer + OPTIONS + 3, options, sizeof(options));
	size = UDP_HEADER + OPTIONS + 3 + sizeof(options);
	put16(udp, 67);
	put16(udp + 2, 68);
	put16(udp + 4, (uint32_t)size);
	put16(udp + 6, 0); /* no checksum */
	memset(to.address, 0, sizeof(to.address));
	link_send(udp, &to, PROTOCOL_UDP, size);
}

void link_flush(struct link *link)
{
	if (link->sent)
		virtio_net_kick(&link->net);
	link->sent = false;
}
