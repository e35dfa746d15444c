/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames between the device and the lanes of the ports: both ends may be hostile. */
#include <string.h>
#include "device.h"
#include "frames.h"

#define ADDRESSES 12u /* bytes of a frame before its type, or its tag */
#define TAG	  4u
#define TYPE_TAG  0x8100u /* IEEE 802.1Q */
#define TYPE_TAGS 0x88a8u /* … of a provider: a tag more behind it */
#define VLAN_MASK 0xfffu
#define BUFFER	  1536u /* bytes of a device's buffer at least: a header, and a frame of 1,518 bytes */

static struct virtqueue_chain chain;
static struct port_frame frame;

static uint16_t big(const void *at)
{
	const uint8_t *b = at;

	return (uint16_t)(b[0] << 8 | b[1]);
}

/* --- From outside ------------------------------------------------------------------------------- */

static void to_ports(struct port *port, char *buffer, uint32_t length)
{
	uint32_t before = PORT_HEADER + ADDRESSES, skip = 0;

	if (length < PORT_HEAD + TAG)
		return;
	/* The device's header says nothing here: nothing of it was agreed upon. */
	memset(buffer, 0, PORT_HEADER);
	port->vlan = 0;
	if (big(buffer + before) == TYPE_TAG) {
		port->vlan = big(buffer + before + 2) & VLAN_MASK;
		skip = TAG;
	}
	chain.segment[0] = (struct virtqueue_segment){buffer, before};
	chain.segment[1] =
	    (struct virtqueue_segment){buffer + before + skip, length - before - skip};
	chain.readable = chain.count = 2;
	chain.in = length - skip;
	port_send(port, &chain, 0, 0);
}

bool frames_take(struct port *port)
{
	bool some = false;
	uint32_t length;
	char *buffer;

	while ((buffer = device_received(&length)) != NULL) {
		to_ports(port, buffer, length);
		device_return(buffer);
		some = true;
	}
	if (some)
		port_commit(port, 0);
	return some;
}

/* --- To the outside ----------------------------------------------------------------------------- */

/* Copy the frame behind the bytes that are there. @return bytes in all; 0: there are too many */
static uint32_t copy(char *buffer, uint32_t at, uint32_t from)
{
	for (unsigned int i = 0; i < frame.count; from = 0, i++) {
		uint32_t n = frame.part[i].length - from;

		if (n > BUFFER - at)
			return 0;
		memcpy(buffer + at, frame.part[i].at + from, n);
		at += n;
	}
	return at;
}

/* @return bytes of the frame as it goes out; 0: it doesn't */
static uint32_t make(const struct port *port, char *buffer)
{
	uint16_t vlan = NETWORK_VLAN(port->peer[frame.peer].is.flags), type = big(frame.head.type);
	uint32_t at = PORT_HEADER + ADDRESSES;

	/* A tag of its own would lead it to another VLAN than its port's. */
	if (type == TYPE_TAG || type == TYPE_TAGS)
		return 0;
	memset(buffer, 0, PORT_HEADER);
	memcpy(buffer + PORT_HEADER, frame.head.to, ADDRESSES);
	if (vlan != 0) {
		const uint8_t tag[TAG] = {TYPE_TAG >> 8, TYPE_TAG & 0xff, (uint8_t)(vlan >> 8),
					  (uint8_t)vlan};

		memcpy(buffer + at, tag, TAG);
		at += TAG;
	}
	memcpy(buffer + at, frame.head.type, sizeof(frame.head.type));
	return copy(buffer, at + sizeof(frame.head.type), PORT_HEAD);
}

bool frames_give(struct port *port, unsigned int peer)
{
	bool some = false;
	char *buffer;

	while ((buffer = device_buffer()) != NULL) {
		bool there = port_receive(port, peer, &frame);
		uint32_t length = there ? make(port, buffer) : 0;

		device_send(buffer, length);
		if (!there)
			break;
		if (length == 0)
			port->counters->bad++;
		some = true;
	}
	port_received(port, peer);
	return some;
}
