/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The disk is behind a lane. A request becomes a descriptor that says what is wanted and one for
 * each part of its data, an offset in the client's window; the driver answers with the same tag,
 * the head of the request's chain.
 *
 * When either end begins anew, all that is in flight is given again, in the order in which it was
 * taken. The driver ends what it does for an old generation before it meets a new one, so no old
 * transfer lands in memory that the client has back.
 */
#include <errno.h>
#include <stddef.h>
#include "device.h"

#define HEADER ((uint32_t)sizeof(struct virtio_blk_request))

static uint16_t operation(uint32_t type)
{
	switch (type) {
	case VIRTIO_BLK_T_IN:
		return LANE_BLOCK_READ;
	case VIRTIO_BLK_T_OUT:
		return LANE_BLOCK_WRITE;
	case VIRTIO_BLK_T_DISCARD:
		return LANE_BLOCK_DISCARD;
	case VIRTIO_BLK_T_WRITE_ZEROES:
		return LANE_BLOCK_WRITE_ZEROES;
	default:
		return LANE_BLOCK_FLUSH;
	}
}

/* The data of the request as segments: `skip` bytes of the first ones aren't data, nor is what lies
 * behind `length`. */
static void put_segments(struct virtio_blk_device *blk, const struct virtqueue_segment *s,
			 uint32_t skip, uint32_t length)
{
	for (; length > 0; s++) {
		uint32_t n = s->length - skip;

		if (skip >= s->length) {
			skip -= s->length;
			continue;
		}
		if (n > length)
			n = length;
		length -= n;
		lane_put(blk->lane,
			 (struct lane_descriptor){(uint64_t)(s->at + skip - blk->window->at), n,
						  LANE_SEGMENT | (length > 0 ? LANE_MORE : 0),
						  blk->chain.head});
		skip = 0;
	}
}

/* DISCARD and WRITE_ZEROES: the extents are the segments. */
static void put_extents(struct virtio_blk_device *blk)
{
	uint64_t sector;
	uint32_t sectors;

	for (unsigned int i = 0; virtio_blk_extent(blk, i, &sector, &sectors); i++)
		lane_put(blk->lane,
			 (struct lane_descriptor){
			     sector * VIRTIO_BLK_SECTOR, sectors * VIRTIO_BLK_SECTOR,
			     (uint16_t)(operation(blk->job.type) | LANE_MORE), blk->chain.head});
}

/* Hand the request in blk->chain over; there is room. */
static void give(struct virtio_blk_device *blk)
{
	const struct virtqueue_chain *c = &blk->chain;
	const struct virtio_blk_job *job = &blk->job;
	uint16_t what = operation(job->type);

	if (what == LANE_BLOCK_DISCARD || what == LANE_BLOCK_WRITE_ZEROES)
		put_extents(blk);
	lane_put(blk->lane, (struct lane_descriptor){
				job->length ? job->sector * VIRTIO_BLK_SECTOR : 0, job->length,
				(uint16_t)(what | (job->length ? LANE_MORE : 0)), c->head});
	if (what == LANE_BLOCK_READ)
		put_segments(blk, c->segment + c->readable, 0, job->length);
	else if (what == LANE_BLOCK_WRITE)
		put_segments(blk, c->segment, HEADER, job->length);
	blk->answer[c->head] = (struct virtio_blk_answer){virtio_blk_status(blk), c->out};
	blk->in_flight++;
}

/* The request in blk->chain was taken: answer it here, or give it to the driver. */
static int dispatch(struct virtio_blk_device *blk)
{
	int status = virtio_blk_parse(blk, &blk->job);

	if (status < 0)
		return status;
	if (status == VIRTIO_BLK_S_OK && blk->job.type != VIRTIO_BLK_T_GET_ID) {
		give(blk);
		return 0;
	}
	if (status == VIRTIO_BLK_S_OK)
		virtqueue_write(&blk->chain, 0, blk->serial, VIRTIO_BLK_ID_BYTES);
	virtio_blk_complete(blk, (uint8_t)status);
	return 0;
}

/* The lane's other end is new: give it all that is in flight. */
static int replay(struct virtio_blk_device *blk, struct virtqueue_device *q)
{
	uint32_t age = UINT32_MAX;
	int error = 0;

	lane_meet(blk->lane, 0);
	blk->in_flight = 0;
	for (unsigned int i = 0; i < blk->device.queue_max; i++)
		blk->answer[i].status = NULL;
	while ((error = virtqueue_device_retake(q, &age, &blk->chain)) == 1) {
		/* The lane holds whatever the queue can. */
		if (lane_room(blk->lane) < blk->chain.count + VIRTIO_BLK_EXTENTS)
			return -EPROTO;
		error = dispatch(blk);
		if (error)
			return error;
	}
	return error;
}

/* What the driver has done. An answer that nothing waits for is dropped. */
static void collect(struct virtio_blk_device *blk, struct virtqueue_device *q)
{
	struct lane_descriptor d;

	for (unsigned int n = lane_filled(blk->lane); n > 0 && lane_get(blk->lane, &d); n--) {
		struct virtio_blk_answer *a;
		bool good = d.length == 0;

		if (d.operation != LANE_BLOCK_DONE || d.tag >= q->size ||
		    !blk->answer[d.tag].status)
			continue;
		a = &blk->answer[d.tag];
		*(volatile char *)a->status =
		    good ? VIRTIO_BLK_S_OK
			 : (char)(d.length == ENOTSUP ? VIRTIO_BLK_S_UNSUPP : VIRTIO_BLK_S_IOERR);
		virtqueue_device_done(q, d.tag, good || a->written == 1 ? a->written : 0);
		a->status = NULL;
		blk->in_flight--;
	}
	lane_taken(blk->lane, 0);
}

/* @return 0, or -EPROTO */
static int submit(struct virtio_blk_device *blk, struct virtqueue_device *q)
{
	do {
		virtqueue_device_quiet(q);
		while (blk->in_flight < blk->in_flight_max) {
			int taken = virtqueue_device_take(q, &blk->chain);

			if (taken < 0)
				return taken;
			if (taken == 0)
				break;
			if (lane_room(blk->lane) < blk->chain.count + VIRTIO_BLK_EXTENTS) {
				/* It goes on when the driver has taken some. */
				virtqueue_device_return(q, blk->chain.head);
				return 0;
			}
			if (dispatch(blk))
				return -EPROTO;
		}
	} while (blk->in_flight < blk->in_flight_max && !virtqueue_device_listen(q));
	return 0;
}

static bool notify(struct virtio_device *d, unsigned int index)
{
	struct virtio_blk_device *blk = blk_of(d);
	struct virtqueue_device *q = &d->queue[index];
	int error = 0;

	switch (lane_look(blk->lane)) {
	case LANE_NEW:
		error = replay(blk, q);
		break;
	case LANE_SAME:
		collect(blk, q);
		break;
	default: /* nobody is there yet, or nobody who can be talked to */
		return false;
	}
	if (!error)
		error = submit(blk, q);
	if (error) {
		lane_cancel(blk->lane);
		virtio_device_break(d);
		return false;
	}
	lane_commit(blk->lane, 0);
	virtio_device_publish(d, index);
	return false;
}

/* The lane begins anew with each start of the device: what was in flight before is given again. */
static void start(struct virtio_device *d, bool resumed)
{
	struct virtio_blk_device *blk = blk_of(d);

	(void)resumed;
	blk->in_flight = 0;
	for (unsigned int i = 0; i < d->queue_max; i++)
		blk->answer[i].status = NULL;
	lane_attach(blk->lane, blk->lane->mine, blk->lane->theirs, blk->lane->size, blk->lane->slot,
		    false);
}

/* Answers are still collected, so that what is in flight ends. */
static bool stop(struct virtio_device *d)
{
	struct virtio_blk_device *blk = blk_of(d);

	enum lane_state state = lane_look(blk->lane);

	if (state == LANE_SAME)
		collect(blk, &d->queue[VIRTIO_BLK_QUEUE_REQUEST]);
	/* A driver's new life began with its device's reset. */
	return blk->in_flight == 0 || state == LANE_NEW;
}

const struct virtio_model virtio_blk_on_lane = {
    .id = VIRTIO_ID_BLOCK,
    .queues = 1,
    .out_of_order = true,
    .config = sizeof(struct virtio_blk_config),
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC),
    .start = start,
    .notify = notify,
    .stop = stop,
};
