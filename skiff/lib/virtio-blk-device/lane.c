/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The disk is behind a lane. A request becomes a descriptor for the operation, and one for each part of its data, with an
 * offset in the client's window. The driver answers with the same tag, the head of the request's chain.
 *
 * When either end begins anew, all requests in flight are given again in their order. The driver ends what
 * it does for an old generation before it meets a new one, so no old transfer lands in memory that the client has back.
 */
#include <errno.h>
#include <stddef.h>
#include "device.h"

#define HEADER ((uint32_t)sizeof(struct virtio_blk_request))
/*
 * Limits: parts of a chain with the data that a lane can carry, header and status; and descriptors of such a request in the
 * lane.
 */
#define PARTS (LANE_BLOCK_SEGMENTS + 2)
#define MOST  (PARTS + 1)

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

/* Put the data of the request as segments, without the first `skip` bytes and those behind `length`. */
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

/* Get the request's range on the disk. @return false: the driver changed it since it was checked */
static bool extent(const struct virtio_blk_device *blk, uint64_t *offset, uint32_t *length)
{
	uint64_t sector = blk->job.sector;
	uint32_t sectors = blk->job.length / VIRTIO_BLK_SECTOR;

	if ((blk->job.type == VIRTIO_BLK_T_DISCARD || blk->job.type == VIRTIO_BLK_T_WRITE_ZEROES) &&
	    !virtio_blk_extent(blk, 0, &sector, &sectors))
		return false;
	*offset = sector * VIRTIO_BLK_SECTOR;
	*length = sectors * VIRTIO_BLK_SECTOR;
	return true;
}

/* Give the request in blk->chain to the driver; there must be room. @return false: the client has made it invalid */
static bool give(struct virtio_blk_device *blk)
{
	const struct virtqueue_chain *c = &blk->chain;
	const struct virtio_blk_job *job = &blk->job;
	uint16_t count, before = blk->lane->put, more = job->length ? LANE_MORE : 0;
	struct lane_descriptor d = {.operation = (uint16_t)(operation(job->type) | more),
				    .tag = c->head};

	if (!extent(blk, &d.offset, &d.length))
		return false;
	lane_put(blk->lane, d);
	if (job->type == VIRTIO_BLK_T_IN)
		put_segments(blk, c->segment + c->readable, 0, job->length);
	else if (job->type == VIRTIO_BLK_T_OUT)
		put_segments(blk, c->segment, HEADER, job->length);
	count = (uint16_t)(blk->lane->put - before);
	if (count > LANE_BLOCK_SEGMENTS + 1) {
		blk->lane->put = before;
		return false;
	}
	blk->answer[c->head] = (struct virtio_blk_answer){virtio_blk_status(blk), c->out, count};
	blk->in_flight++;
	blk->given += count;
	return true;
}

/* The request in blk->chain was taken: answer it here, or give it to the driver. */
static int dispatch(struct virtio_blk_device *blk)
{
	int status = virtio_blk_parse(blk, &blk->job);

	if (status < 0)
		return status;
	if (blk->chain.count > PARTS)
		status = VIRTIO_BLK_S_IOERR; /* seg_max forbids so many segments */
	if (status == VIRTIO_BLK_S_OK && blk->job.type != VIRTIO_BLK_T_GET_ID) {
		if (give(blk))
			return 0;
		status = VIRTIO_BLK_S_IOERR;
	}
	if (status == VIRTIO_BLK_S_OK)
		virtqueue_write(&blk->chain, 0, blk->serial, VIRTIO_BLK_ID_BYTES);
	virtio_blk_complete(blk, (uint8_t)status);
	return 0;
}

static void forget(struct virtio_blk_device *blk)
{
	blk->in_flight = blk->given = 0;
	for (unsigned int i = 0; i < blk->device.queue_max; i++)
		blk->answer[i].status = NULL;
}

/* The lane's other end is new: give it all requests in flight. */
static int replay(struct virtio_blk_device *blk, struct virtqueue_device *q)
{
	uint32_t age = UINT32_MAX;
	int error;

	lane_meet(blk->lane, 0);
	forget(blk);
	while ((error = virtqueue_device_retake(q, &age, &blk->chain)) == 1) {
		/* The lane has room for all requests in flight, unless the client has enlarged them. */
		error = blk->given + MOST > blk->lane->size ? -EPROTO : dispatch(blk);
		if (error)
			return error;
	}
	return error;
}

/* Collect the driver's answers. An answer without a request is dropped. */
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
		blk->given -= a->count;
	}
	lane_taken(blk->lane, 0);
}

/* Is there room for a request of any size, now and if all must be given anew? */
static bool fits(const struct virtio_blk_device *blk)
{
	return blk->in_flight < blk->in_flight_max && blk->given + MOST <= blk->lane->size &&
	       lane_room(blk->lane) >= MOST;
}

/* @return 0, or -EPROTO */
static int submit(struct virtio_blk_device *blk, struct virtqueue_device *q)
{
	do {
		virtqueue_device_quiet(q);
		while (fits(blk)) {
			int taken = virtqueue_device_take(q, &blk->chain);

			if (taken < 0)
				return taken;
			if (taken == 0)
				break;
			if (dispatch(blk))
				return -EPROTO;
		}
		/* Without room, this goes on at the driver's next answer. */
	} while (fits(blk) && !virtqueue_device_listen(q));
	return 0;
}

/* Show the driver new requests. */
static void hand_over(struct virtio_blk_device *blk, bool met)
{
	bool more = met || blk->lane->put != LANE_INDEX(blk->lane->mine->commit);

	if (!more)
		return;
	lane_commit(blk->lane, 0);
	blk->ring(blk);
}

/* The lane begins anew with each start of the device: requests in flight are given again. */
static void start(struct virtio_device *d, bool resumed)
{
	struct virtio_blk_device *blk = blk_of(d);

	(void)resumed;
	forget(blk);
	lane_attach(blk->lane, blk->lane->mine, blk->lane->theirs, blk->lane->size, blk->lane->slot,
		    false);
}

static bool notify(struct virtio_device *d, unsigned int index)
{
	struct virtio_blk_device *blk = blk_of(d);
	struct virtqueue_device *q = &d->queue[index];
	enum lane_state state = lane_look(blk->lane);
	int error = 0;

	if (state == LANE_NEW)
		error = replay(blk, q);
	else if (state == LANE_SAME)
		collect(blk, q);
	else /* no driver is there yet, or one that breaks the rules */
		return false;
	if (!error)
		error = submit(blk, q);
	if (error) {
		/* The next generation ends the requests that the driver has. */
		start(d, true);
		virtio_device_break(d);
		return false;
	}
	hand_over(blk, state == LANE_NEW);
	virtio_device_publish(d, index);
	return false;
}

/*
 * Answers are still collected, until no request is in flight. A driver that hasn't met this generation may still work on
 * unknown requests of an earlier one.
 */
static bool stop(struct virtio_device *d)
{
	struct virtio_blk_device *blk = blk_of(d);

	switch (lane_look(blk->lane)) {
	case LANE_NOBODY:
		return true;
	case LANE_NEW:
		lane_meet(blk->lane, 0);
		forget(blk);
		blk->ring(blk);
		break;
	case LANE_SAME:
		collect(blk, &d->queue[VIRTIO_BLK_QUEUE_REQUEST]);
		break;
	default:
		return false;
	}
	return blk->in_flight == 0 && lane_met(blk->lane);
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
