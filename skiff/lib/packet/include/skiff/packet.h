/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets in a lane: bytes in the slots of consecutive descriptors, all full except the last. Neither the driver that owns the
 * buffers nor the other end of the lane is trusted.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/lane.h>
#include <skiff/virtqueue_device.h>

#define PACKET_SLOT  2048u /* bytes of a lane's slot */
#define PACKET_PARTS 33u   /* limit of descriptors per packet */

/** A packet received by a lane. The other end may write to it at any time. */
struct packet {
	uint32_t length;			     /* bytes */
	uint16_t begin;				     /* position in the lane */
	uint16_t count;				     /* of parts */
	struct virtqueue_segment part[PACKET_PARTS]; /* [count], in the lane's memory */
};

/** How much a driver has received from its peers, for a restart of this end: a record of the last two batches. */
struct packet_mark {
	uint64_t record[2]; /* each is stored at once, before the driver sees the batch */
};

/** Call before the batch of `q` is published: with it, the driver has all packets of peer `peer` before position `next` of the
 * peer's lane, and `from` bytes (0 to 0xffffff) of the packet there. */
void packet_mark(struct packet_mark *mark, const struct virtqueue_device *q, unsigned int peer,
		 uint16_t next, uint32_t from);

/** The mark of the last batch that the driver has received.
 *
 * @return false: nothing */
bool packet_marked(const struct packet_mark *mark, const struct virtqueue_device *q,
		   unsigned int *peer, uint16_t *next, uint32_t *from);

/** Put the readable bytes of a buffer into a lane, to be shown by lane_commit().
 *
 * @param head   copied instead of the first `bytes` bytes, which have been checked; at most PACKET_SLOT
 * @return false: there is no room now */
bool packet_put(struct lane *lane, const struct virtqueue_chain *chain, const void *head,
		uint32_t bytes);

/** Make the descriptors that were put visible to the other end.
 *
 * @param position  of the next packet in this end's queue
 * @param dirty    a packet was put since the last commit
 * @param resumed  this end was restarted: packets from `position` on may lie in the lane already
 * @return true: not yet, the lane has packets behind `position` */
bool packet_commit(struct lane *lane, uint16_t position, bool dirty, bool resumed);

/** Was the packet at `position` of this end's queue put before the restart? */
bool packet_was_put(const struct lane *lane, uint16_t position);

/** Get the next packet of a lane.
 *
 * @return 1, 0: there is none, -EPROTO: it is no valid packet, and is skipped */
int packet_get(struct lane *lane, struct packet *packet);

/** Copy `size` bytes of a packet, from `from` on, to byte `at` of a buffer's writable part.
 *
 * @return bytes copied: less than `size` only at the end of either */
uint32_t packet_copy(const struct packet *packet, uint32_t from,
		     const struct virtqueue_chain *chain, uint32_t at, uint32_t size);
