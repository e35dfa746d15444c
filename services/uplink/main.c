/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of a network device, as the uplink of a network (bulkhead/network.h): frames for
 * addresses that no port has go out, frames from outside reach the ports that the flow matrix names.
 *
 * Outside, a port that is in a VLAN has the tag of it (IEEE 802.1Q); inside there are no tags. A frame
 * is copied between lane and buffer, so a port can't change what was looked at, and the device reaches
 * no lane. This VM may die at any instruction: what it had of frames is lost, as on a wire.
 */
#include <errno.h>
#include <string.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/switch_port.h>
#include "device.h"

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

#define ADDRESSES 12u /* bytes of a frame before its type, or its tag */
#define TAG	  4u
#define TYPE_TAG  0x8100u /* IEEE 802.1Q */
#define TYPE_TAGS 0x88a8u /* … of a provider: a tag more behind it */
#define VLAN_MASK 0xfffu
#define BUFFER	  1536u /* bytes of a device's buffer at least: a header, and a frame of 1,518 bytes */

static bool works; /* the device does */
static struct network_counters counters;
static struct port port = {.counters = &counters};
static struct virtqueue_chain chain;
static struct port_frame frame;

static uint16_t big(const void *at)
{
	const uint8_t *b = at;

	return (uint16_t)(b[0] << 8 | b[1]);
}

/* --- From outside ------------------------------------------------------------------------------- */

static void to_ports(char *buffer, uint32_t length)
{
	uint32_t before = PORT_HEADER + ADDRESSES, skip = 0;

	if (length < PORT_HEAD + TAG)
		return;
	/* The device's header says nothing here: nothing of it was agreed upon. */
	memset(buffer, 0, PORT_HEADER);
	port.vlan = 0;
	if (big(buffer + before) == TYPE_TAG) {
		port.vlan = big(buffer + before + 2) & VLAN_MASK;
		skip = TAG;
	}
	chain.segment[0] = (struct virtqueue_segment){buffer, before};
	chain.segment[1] =
	    (struct virtqueue_segment){buffer + before + skip, length - before - skip};
	chain.readable = chain.count = 2;
	chain.in = length - skip;
	port_send(&port, &chain, 0, 0);
}

static bool take(void)
{
	bool some = false;
	uint32_t length;
	char *buffer;

	while ((buffer = device_received(&length)) != NULL) {
		to_ports(buffer, length);
		device_return(buffer);
		some = true;
	}
	if (some)
		port_commit(&port, 0);
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
static uint32_t make(char *buffer)
{
	uint16_t vlan = NETWORK_VLAN(port.peer[frame.peer].is.flags), type = big(frame.head.type);
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

/* Frames of a peer while there are buffers. @return it had some */
static bool give(unsigned int peer)
{
	bool some = false;
	char *buffer;

	while ((buffer = device_buffer()) != NULL) {
		bool there = port_receive(&port, peer, &frame);
		uint32_t length = there ? make(buffer) : 0;

		device_send(buffer, length);
		if (!there)
			break;
		if (length == 0)
			counters.bad++;
		some = true;
	}
	port_received(&port, peer);
	return some;
}

/* --- The machine -------------------------------------------------------------------------------- */

static void on_device(void *argument)
{
	(void)argument;
	device_interrupt();
}

static void on_doorbell(void *argument)
{
	(void)argument;
}

static int begin_port(void)
{
	const struct bulkhead_channel *channel =
	    (const void *)((const char *)bootinfo() + bootinfo()->channels);

	for (unsigned int i = 0; i < bootinfo()->channel_count; i++)
		irq_register(channel[i].virq, on_doorbell, NULL, IRQ_DEVICE);
	return port_open(&port, false);
}

/* Nothing was there: may this VM wait for an interrupt? */
static bool may_wait(void)
{
	if (!works)
		return true;
	if (device_broken())
		hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
	/* QEMU's GICv2 doesn't look again at a line that rose between on_device() and the end of its
	 * interrupt, so it is lowered here. */
	device_interrupt();
	return device_listen();
}

int main(int argc, char **argv)
{
	unsigned int irq;
	int error;

	(void)argc, (void)argv;
	/* Interrupts only wake: they are taken between two looks. */
	irq_save();
	error = device_begin(&irq);
	works = error == 0;
	if (works)
		irq_register(irq, on_device, NULL, IRQ_DEVICE);
	else
		print("uplink: no network device that works (%d): nothing goes out\n", error);
	error = begin_port();
	if (error) {
		print("uplink: configuration and channels don't go together\n");
		return 1;
	}
	for (;;) {
		bool some = false;

		port_look(&port, 0);
		if (works)
			some = take();
		for (unsigned int i = 0; works && i < port.count; i++)
			some = give(i) || some;
		if (some)
			device_kick();
		else if (may_wait())
			irq_wait();
		irq_dispatch();
	}
}
