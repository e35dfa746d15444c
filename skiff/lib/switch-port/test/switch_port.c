/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/test.h>
#include "network.h"

static struct virtqueue_chain chain;
static struct port_frame frame;
static char flat[NETWORK_FRAME_MAX + 1];

/* Send a frame of `length` bytes, virtio's header counted, as the one at `position`. */
static void send(unsigned int from, unsigned int to, uint32_t length, uint16_t position)
{
	network_head(flat, from, to);
	for (uint32_t i = PORT_HEAD; i < length; i++)
		flat[i] = (char)(i * 7 + i / 251);
	chain.readable = chain.count = 1;
	chain.in = length;
	chain.out = 0;
	chain.segment[0] = (struct virtqueue_segment){flat, length};
	port_send(&network_port[from], &chain, VIRTIO_FEATURE(VIRTIO_NET_F_CSUM), position);
}

static void say(unsigned int from, unsigned int to, uint32_t length, uint16_t position)
{
	send(from, to, length, position);
	port_commit(&network_port[from], (uint16_t)(position + 1));
}

/* Index of `of` among the peers of `port`. */
static unsigned int peer(unsigned int port, unsigned int of)
{
	return of < port ? of : of - 1;
}

/* Receive from a port. @return length, 0: nothing came */
static uint32_t hear(unsigned int at, unsigned int from)
{
	unsigned int index = peer(at, from), done = 0;

	if (!port_receive(&network_port[at], index, &frame))
		return 0;
	for (unsigned int i = 0; i < frame.count; i++) {
		unsigned int skip = i == 0 ? PORT_HEAD : 0;

		if (memcmp(frame.part[i].at + skip, flat + done + skip,
			   frame.part[i].length - skip) != 0)
			return 1;
		done += frame.part[i].length;
	}
	port_received(&network_port[at], index);
	return frame.length;
}

TEST(port_carries_frames_of_all_lengths)
{
	static const uint32_t lengths[] = {PORT_HEAD, 1526, 2048, 2049, 4096, NETWORK_FRAME_MAX};

	network_fresh();
	for (unsigned int i = 0; i < 6; i++) {
		say(0, 1, lengths[i], (uint16_t)i);
		CHECK(hear(1, 0) == lengths[i] && hear(1, 0) == 0);
	}
	CHECK(network_rung[1] == 6 && network_counters[0].sent == 6);
	say(0, 1, PORT_HEAD - 1, 6);
	say(0, 1, NETWORK_FRAME_MAX + 1, 7);
	CHECK(hear(1, 0) == 0 && network_counters[0].bad == 2 && network_rung[1] == 6);
}

TEST(port_sends_by_the_flow_matrix_only)
{
	network_fresh();
	say(0, 255, 100, 0);
	CHECK(hear(1, 0) == 100);
	CHECK(hear(2, 0) == 100);
	say(0, 9, 100, 1);
	CHECK(hear(1, 0) == 0 &&
	      hear(2, 0) == 100); /* an unknown address: only the uplink gets the frame */
	say(2, 255, 100, 0);
	CHECK(hear(0, 2) == 0 && hear(1, 2) == 100);
	say(2, 0, 100, 1);
	say(1, 2, 100, 0);
	say(1, 9, 100, 1);
	CHECK(hear(0, 2) == 0 && hear(2, 1) == 0 && hear(0, 1) == 0);
	CHECK(network_counters[2].denied == 1 && network_counters[1].denied == 2);
}

TEST(port_lets_no_foreign_source_out_or_in)
{
	network_fresh();
	network_head(flat, 2, 1);
	chain.in = 100;
	port_send(&network_port[0], &chain, 0, 0);
	CHECK(network_counters[0].foreign == 1 && network_counters[0].sent == 0);
	/* The sender's code is broken. */
	network_config[0].port.mac[5] = 2;
	port_send(&network_port[0], &chain, 0, 0);
	port_commit(&network_port[0], 1);
	CHECK(network_counters[0].sent == 1 && hear(1, 0) == 0 && network_counters[1].bad == 1);
	/* A sender that ignores the flow matrix. */
	network_fresh();
	network_port[2].peer[0].is.flags |= NETWORK_SEND;
	say(2, 0, 100, 0);
	CHECK(network_counters[2].sent == 1 && hear(0, 2) == 0);
}

TEST(port_of_a_bridge_speaks_for_others_but_for_no_port)
{
	network_fresh();
	network_config[0].port.flags |= NETWORK_BRIDGE;
	network_port[1].peer[0].is.flags |= NETWORK_UPLINK;
	say(1, 9, 100, 0); /* an unknown address: behind the bridge */
	CHECK(hear(0, 1) == 100 && network_counters[1].denied == 0);
	for (unsigned int source = 2; source < 10; source += 7) {
		network_head(flat, source, 1);
		chain.in = 100;
		port_send(&network_port[0], &chain, 0, (uint16_t)source);
		port_commit(&network_port[0], (uint16_t)(source + 1));
		CHECK(hear(1, 0) == (source == 9 ? 100 : 0));
	}
	CHECK(network_counters[0].sent == 2 && network_counters[0].foreign == 0);
	CHECK(network_counters[1].bad == 1);
}

TEST(port_finds_whose_frames_wait)
{
	network_fresh();
	CHECK(port_look(&network_port[1], 0) == 0);
	say(0, 1, 100, 0);
	say(0, 1, 100, 1);
	CHECK(port_look(&network_port[1], 0) == 1);
	CHECK(hear(1, 0) == 100 && port_look(&network_port[1], 0) == 1);
	CHECK(hear(1, 0) == 100 && port_look(&network_port[1], 0) == 0);
	CHECK(port_look(&network_port[1], 0) == 0);
	say(0, 1, 100, 2);
	CHECK(port_look(&network_port[1], 0) == 1 && hear(1, 0) == 100);
	/* Its peer begins anew, and sends at once; then this port, without a look before. */
	network_begin(0, false);
	port_look(&network_port[0], 0);
	CHECK(port_look(&network_port[1], 0) == 0);
	say(0, 1, 100, 0);
	CHECK(port_look(&network_port[1], 0) == 1 && hear(1, 0) == 100);
	network_begin(0, false);
	port_look(&network_port[0], 0);
	say(1, 0, 100, 0);
	CHECK(port_look(&network_port[0], 0) == 1 && hear(0, 1) == 100);
}

TEST(port_drops_what_a_peer_has_no_room_for)
{
	network_fresh();
	for (unsigned int i = 0; i < NETWORK_SLOTS + 3; i++)
		say(0, 1, 100, (uint16_t)i);
	CHECK(network_counters[0].full == 3);
	for (unsigned int i = 0; i < NETWORK_SLOTS; i++)
		CHECK(hear(1, 0) == 100);
	CHECK(hear(1, 0) == 0);
	say(0, 1, 100, 0);
	CHECK(hear(1, 0) == 100);
}

TEST(port_limits_what_is_sent)
{
	network_fresh();
	network_config[0].port.frames = 10;
	network_config[0].port.broadcasts = 2;
	network_begin(0, false);
	port_look(&network_port[0], 0);
	port_look(&network_port[1], 0);
	port_look(&network_port[2], 0);
	network_time = 1;
	for (unsigned int i = 0; i < 4; i++)
		say(0, 255, 100, (uint16_t)i);
	CHECK(network_counters[0].sent == 2 && network_counters[0].limited == 2);
	for (unsigned int i = 0; i < 10; i++)
		say(0, 1, 100, (uint16_t)i);
	CHECK(network_counters[0].sent == 8 && network_counters[0].limited == 6);
	network_time += 500;
	for (unsigned int i = 0; i < 10; i++)
		say(0, 1, 100, (uint16_t)i);
	CHECK(network_counters[0].sent == 13);
	/* A restart gives no credit. */
	network_begin(0, true);
	say(0, 1, 100, 0);
	CHECK(network_counters[0].sent == 13);
}

TEST(port_sends_nothing_twice_after_a_death)
{
	network_fresh();
	for (unsigned int i = 0; i < 3; i++)
		send(0, i == 1 ? 255 : 1, 100, (uint16_t)i);
	/* The port dies between the commits of the two lanes. */
	lane_commit(&network_port[0].peer[0].lane, 3);
	network_begin(0, true);
	port_look(&network_port[0], 0);
	for (unsigned int i = 0; i < 4; i++)
		say(0, i == 1 ? 255 : 1, 100, (uint16_t)i);
	for (unsigned int i = 0; i < 4; i++)
		CHECK(hear(1, 0) == 100);
	CHECK(hear(1, 0) == 0);
	CHECK(hear(2, 0) == 100 && hear(2, 0) == 0);
}

TEST(port_checks_headers)
{
	struct virtio_net_header *h = (void *)flat;

	network_fresh();
	send(0, 1, 200, 0);
	*h = (struct virtio_net_header){.flags = 7, .csum_start = 34, .csum_offset = 16};
	port_send(&network_port[0], &chain, 0, 0);
	CHECK(network_counters[0].bad == 1);
	port_send(&network_port[0], &chain, VIRTIO_FEATURE(VIRTIO_NET_F_CSUM), 0);
	CHECK(network_counters[0].bad == 1);
	h->csum_start = 180;
	port_send(&network_port[0], &chain, VIRTIO_FEATURE(VIRTIO_NET_F_CSUM), 0);
	CHECK(network_counters[0].bad == 2);
	h->csum_start = 34;
	h->gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
	h->gso_size = 1448;
	port_send(&network_port[0], &chain, VIRTIO_FEATURE(VIRTIO_NET_F_CSUM), 0);
	CHECK(network_counters[0].bad == 3);
	port_send(&network_port[0], &chain,
		  VIRTIO_FEATURE(VIRTIO_NET_F_CSUM) | VIRTIO_FEATURE(VIRTIO_NET_F_HOST_TSO4), 0);
	port_commit(&network_port[0], 1);
	CHECK(network_counters[0].bad == 3);
	CHECK(port_receive(&network_port[1], 0, &frame) && frame.head.virtio.flags == 0);
	CHECK(port_receive(&network_port[1], 0, &frame));
	CHECK(frame.head.virtio.flags == VIRTIO_NET_HDR_F_NEEDS_CSUM);
	CHECK(port_receive(&network_port[1], 0, &frame) && frame.head.virtio.gso_size == 1448);
}

TEST(port_finishes_checksums)
{
	static const uint8_t data[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
	uint32_t at;

	network_fresh();
	say(0, 1, 54, 0);
	CHECK(port_receive(&network_port[1], 0, &frame));
	memcpy(frame.part[0].at + 46, data, 8);
	frame.head.virtio.csum_start = 34;
	frame.head.virtio.csum_offset = 2;
	/* The example of RFC 1071. */
	CHECK(port_checksum(&frame, &at) == 0x0d22 && at == 48);
}

TEST(port_survives_a_hostile_peer)
{
	struct lane_half *half = &network_half[0][1].head;

	network_fresh();
	say(0, 1, 100, 0);
	for (unsigned int i = 0; i < NETWORK_SLOTS; i++)
		half->ring[i] =
		    (struct lane_descriptor){0, NETWORK_SLOT, LANE_FRAME | LANE_MORE, 0};
	half->commit += NETWORK_SLOTS - 1;
	CHECK(hear(1, 0) == 0 && network_counters[1].bad == 1);
	half->commit += 1000;
	CHECK(hear(1, 0) == 0);
}

TEST(port_passes_no_frame_that_is_longer_than_the_mtu)
{
	const uint32_t most = PORT_HEADER + 18 + 1500;

	network_fresh();
	network_config[0].port.mtu = network_config[1].port.mtu = 1500;
	say(0, 1, most, 0);
	CHECK(network_counters[0].sent == 1 && hear(1, 0) == most);
	say(0, 1, most + 1, 1);
	CHECK(network_counters[0].sent == 1 && network_counters[0].bad == 1 && hear(1, 0) == 0);
	/* Nor from a peer that ignores the limit. */
	network_config[0].port.mtu = 9000;
	say(0, 1, most + 1, 2);
	CHECK(network_counters[0].sent == 2 && hear(1, 0) == 0 && network_counters[1].bad == 1);
}
