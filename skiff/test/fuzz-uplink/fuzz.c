/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target of the path that a frame takes through an uplink, from a network controller to the lanes and back. The input
 * decides what comes from outside and what a hostile controller makes of it (frames of all lengths, with tags and without, and
 * descriptors with any content), what hostile peers have in their lanes, and when the driver dies. Sanitizers detect an access
 * beyond a buffer. The target checks that no frame reaches a port that the outside may not send to, that the controller is told
 * to send only frames in the driver's own buffers, and that at the end a frame gets through in each direction.
 */
#include <stddef.h>
#include <network.h>
#include <skiff/assert.h>
#include "device.h"
#include "frames.h"
#include "model.h"
#include "../fuzz-virtio/input.h"

#define UPLINK	  2u
#define FROM_PORT 0u /* index of the peer that sends to the uplink and receives nothing from it */
#define TO_PORT	  1u /* index of the peer that receives frames from the uplink */
#define TAGGED	  0x81

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct e1000e *net;
static uint16_t vlan;		       /* the tag that FROM_PORT's frames carry outside; 0: none */
static char paint[E1000E_SEND_BUFFER]; /* the content of a send buffer that nobody has written to */
static uint16_t mtu; /* 1500 as described, or more: then the uplink's own limits must suffice */

/* --- The controller ---------------------------------------------------------------------------- */

/* Make a nearly valid Ethernet frame. */
static void frame_at(struct input *in, char *at)
{
	unsigned int what = byte(in);

	if (what & 1)
		memset(at, 255, 6);
	else
		network_mac((uint8_t *)at, what >> 1 & 3);
	network_mac((uint8_t *)at + 6, what >> 3 & 15);
	at[12] = (char)(what & 0x80 ? TAGGED : byte(in));
	at[13] = (char)(what & 0x80 ? 0 : byte(in));
	at[14] = (char)byte(in);
	at[15] = (char)byte(in);
	at[16] = (char)(what & 0x40 ? TAGGED : 8);
}

static void receive(struct input *in)
{
	unsigned int index = byte(in), how = byte(in);
	volatile struct e1000e_receive *d =
	    &net->receive[how & 0x80 ? index % CONFIG_E1000E_BUFFERS : net->next];

	frame_at(in, net->received[d - net->receive] + E1000E_HEAD);
	d->length = (uint16_t)(how & 0x08   ? word(in)
			       : how & 0x40 ? 1500 + word(in) % 64
					    : 14 + word(in) % 1510);
	d->errors = how & 0x20 ? (uint8_t)byte(in) : 0;
	d->status = how & 0x10 ? (uint8_t)byte(in) : E1000E_DONE | E1000E_RX_WHOLE;
}

static bool tagged(const char *frame)
{
	return (uint8_t)frame[12] == TAGGED && frame[13] == 0;
}

/* Act as the controller that is told to send: check each descriptor and frame that it would read. */
static void sends(void)
{
	uint32_t tail = model_register(E1000E_TX_RING + E1000E_RING_TAIL);

	assert(tail < E1000E_SENDS);
	assert(model_register(E1000E_RX_RING + E1000E_RING_TAIL) < CONFIG_E1000E_BUFFERS);
	for (unsigned int i = 0; i < E1000E_SENDS; i++) {
		struct e1000e_transmit *d = &net->transmit[i];
		const char *frame = net->sent[i] + E1000E_HEAD;
		uint8_t sender[6];

		/* Descriptors that the driver hasn't written since are skipped. Their buffers are untouched, except one whose
		 * frame the driver may have dropped. */
		if (d->command != E1000E_TX_COMMAND || d->status) {
			assert(i == net->tail ||
			       !memcmp(frame - E1000E_HEAD, paint, sizeof(paint)));
			continue;
		}
		assert(d->address == (uintptr_t)net->sent[i] + E1000E_HEAD);
		assert(d->length >= 14 && d->length <= E1000E_FRAME);
		network_mac(sender, FROM_PORT);
		assert(!memcmp(frame + 6, sender, sizeof(sender)));
		assert(tagged(frame) == (vlan != 0));
		d->status = E1000E_DONE;
	}
}

/* The controller writes any value to any place that it can reach. */
static void spoil(struct input *in)
{
	unsigned int at = word(in) | byte(in) << 16;

	((char *)net)[at % offsetof(struct e1000e, registers)] = (char)byte(in);
	/* Corruption by the controller in its own ring must not count against the driver. */
	for (unsigned int i = 0; i < E1000E_SENDS; i++)
		net->transmit[i].status |= E1000E_DONE;
}

/* --- The peers --------------------------------------------------------------------------------- */

static void arrive(struct input *in, unsigned int from)
{
	static struct virtqueue_chain chain;
	static char flat[NETWORK_FRAME_MAX];
	unsigned int what = byte(in);

	memset(flat, 0, 64);
	network_head(flat, from, what & 1 ? 255 : 9);
	frame_at(in, flat + PORT_HEADER);
	network_head(flat, from, what & 1 ? 255 : 9);
	flat[PORT_HEADER + 12] = (char)(what & 2 ? TAGGED : 8);
	chain.readable = chain.count = 1;
	chain.in = PORT_HEAD + word(in) % (what & 4 ? 5000 : 1600);
	chain.segment[0] = (struct virtqueue_segment){flat, chain.in};
	port_send(&network_port[from], &chain, ~0ull, 0);
	port_commit(&network_port[from], 0);
}

static void spoil_lane(struct input *in)
{
	struct lane_half *half = &network_half[FROM_PORT][UPLINK].head;
	unsigned int what = byte(in), value = word(in);

	if (what % 3 == 0)
		half->commit += value % (NETWORK_SLOTS + 2);
	else if (what % 3 == 1)
		half->ring[value % NETWORK_SLOTS] = (struct lane_descriptor){
		    0, value & 0xfff, (uint16_t)(LANE_FRAME | (what & 8 ? LANE_MORE : 0)), 0};
	else
		((char *)half)[value % sizeof(network_half[0][0])] ^= (char)(1 << what / 8 % 8);
}

/* Take the frames that arrived at the port that may receive them. @return their number */
static unsigned int arrived(void)
{
	static struct port_frame frame;
	struct port *port = &network_port[TO_PORT];
	unsigned int count = 0;

	for (unsigned int peer = 0; peer < port->count; peer++) {
		for (; port_receive(port, peer, &frame); count++)
			assert(frame.length >= PORT_HEAD &&
			       frame.length <=
				   (peer == 1 ? E1000E_HEAD + E1000E_FRAME : NETWORK_FRAME_MAX));
		port_received(port, peer);
	}
	return count;
}

/* --- The driver -------------------------------------------------------------------------------- */

static bool turn(void)
{
	struct port *port = &network_port[UPLINK];
	bool some;

	memset(paint, 0x5a, sizeof(paint));
	for (unsigned int i = 0; i < E1000E_SENDS; i++)
		memcpy(net->sent[i], paint, sizeof(paint));
	port_look(port, 0);
	some = frames_take(port);
	for (unsigned int i = 0; i < port->count; i++)
		some = frames_give(port, i) || some;
	device_kick();
	sends();
	return some;
}

/* The port is as the compiler makes it for a network with an uplink: whole frames, and the uplink forwards those of other
 * addresses. */
static void fresh(bool resume)
{
	if (resume)
		network_begin(UPLINK, false);
	else
		network_fresh();
	for (unsigned int i = 0; i < NETWORK_PORTS; i++) {
		network_config[i].port.flags = i == UPLINK ? NETWORK_BRIDGE : 0;
		network_config[i].port.mtu = mtu;
	}
	network_port[TO_PORT].peer[1].is.flags |= NETWORK_UPLINK;
	network_port[UPLINK].peer[FROM_PORT].is.flags |= NETWORK_OF_VLAN(vlan);
	net = model_begin();
}

static void step(struct input *in)
{
	unsigned int what = byte(in);

	switch (what % 8) {
	case 0:
	case 1:
		receive(in);
		break;
	case 2:
		arrive(in, FROM_PORT);
		break;
	case 3:
		spoil(in);
		break;
	case 4:
		spoil_lane(in);
		break;
	case 5:
		if (what & 8)
			fresh(true);
		break;
	default:
		turn();
		arrived();
		break;
	}
	/* Nothing from outside reaches a port that may not receive it: its ring is empty. */
	for (unsigned int i = 0; i < NETWORK_SLOTS; i++)
		assert(network_half[UPLINK][FROM_PORT].head.ring[i].length == 0);
}

/* A frame gets through in each direction. */
static bool works(void)
{
	static const uint8_t whole[] = {0x39, 8}, out[] = {1, 0, 0, 0, 0, 0, 46, 0};
	struct input in = {whole, sizeof(whole)};
	volatile struct e1000e_receive *d = &net->receive[net->next];

	frame_at(&in, net->received[net->next] + E1000E_HEAD);
	d->length = 60;
	d->status = E1000E_DONE | E1000E_RX_WHOLE;
	in = (struct input){out, sizeof(out)};
	arrive(&in, FROM_PORT);
	return turn() && arrived() == 2 && network_counters[FROM_PORT].sent == 1 && net->tail == 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};

	vlan = byte(&in) & 1 ? 5 : 0;
	mtu = byte(&in) & 1 ? NETWORK_MTU : 1500;
	fresh(false);
	while (in.size > 0)
		step(&in);
	turn();
	arrived();
	vlan = 0;
	fresh(false);
	assert(works());
	return 0;
}
