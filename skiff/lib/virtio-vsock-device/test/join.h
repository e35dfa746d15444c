/* SPDX-License-Identifier: BSD-3-Clause */
/* A device with context id 3 and its peers 4 and 5, whose ends of the lanes are the test's. */
#pragma once
#include <string.h>
#include <skiff/virtio_vsock_device.h>

#define JOIN_PEERS 2u
#define JOIN_SLOTS 64u
#define JOIN_HEAD  ((uint32_t)sizeof(struct virtio_vsock_header))

/* [peer][0] is written by the device, [peer][1] by the peer. */
static union {
	struct lane_half head;
	char bytes[LANE_HALF_BYTES(JOIN_SLOTS, PACKET_SLOT)];
} join_half[JOIN_PEERS][2];
static struct lane join_peer[JOIN_PEERS];
static struct packet_mark join_kept;
static unsigned int join_rung[JOIN_PEERS];
static const struct virtio_vsock_config join_config = {3};
static char join_flat[PACKET_PARTS * PACKET_SLOT];

static void join_ring(unsigned int bell)
{
	join_rung[bell]++;
}

/* The device's ends; 4 may be connected to and connect, 5 may do neither. */
static void join_device(struct virtio_vsock_device *v, bool resume)
{
	*v = (struct virtio_vsock_device){.cid = 3, .kept = &join_kept, .ring = join_ring};
	for (unsigned int i = 0; i < JOIN_PEERS; i++) {
		v->peer[i] = (struct virtio_vsock_peer){
		    .is = {4 + i, i ? 0 : VSOCK_CONNECT | VSOCK_ACCEPT}, .bell = i};
		lane_attach(&v->peer[i].lane, &join_half[i][0].head, &join_half[i][1].head,
			    JOIN_SLOTS, PACKET_SLOT, resume);
		v->count++;
	}
}

static void join_peers(void)
{
	for (unsigned int i = 0; i < JOIN_PEERS; i++)
		lane_attach(&join_peer[i], &join_half[i][1].head, &join_half[i][0].head, JOIN_SLOTS,
			    PACKET_SLOT, false);
}

static void join_meet(void)
{
	for (unsigned int i = 0; i < JOIN_PEERS; i++)
		if (lane_look(&join_peer[i]) == LANE_NEW)
			lane_meet(&join_peer[i], 0);
}

static struct virtio_vsock_header join_header(uint64_t from, uint64_t to, uint16_t op, uint32_t len)
{
	return (struct virtio_vsock_header){.src_cid = from,
					    .dst_cid = to,
					    .src_port = 10,
					    .dst_port = 20,
					    .len = len,
					    .type = VIRTIO_VSOCK_TYPE_STREAM,
					    .op = op};
}

/* A packet from peer `i`, `length` bytes with its header. */
static bool join_send(unsigned int i, struct virtio_vsock_header h, uint32_t length)
{
	static struct virtqueue_chain chain;
	bool put;

	chain.readable = chain.count = 1;
	chain.in = length;
	chain.segment[0] = (struct virtqueue_segment){join_flat, length};
	put = packet_put(&join_peer[i], &chain, &h, JOIN_HEAD);
	lane_commit(&join_peer[i], 0);
	return put;
}
