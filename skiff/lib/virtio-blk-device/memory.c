/* SPDX-License-Identifier: BSD-3-Clause */
/* The disk is memory: a RAM disk, or an image that is read-only. */
#include <string.h>
#include "device.h"

#define HEADER ((uint32_t)sizeof(struct virtio_blk_request))

/* Copy as much of IN or OUT as the budget allows. @return true: all is done */
static bool copy(struct virtio_blk_device *blk)
{
	struct virtio_blk_job *job = &blk->job;
	char *at = blk->memory + job->sector * VIRTIO_BLK_SECTOR + job->done;
	uint32_t n = job->length - job->done;

	if (blk->device.budget <= 0)
		return false;
	if (n > (uint32_t)blk->device.budget)
		n = (uint32_t)blk->device.budget;
	if (job->type == VIRTIO_BLK_T_IN)
		virtqueue_write(&blk->chain, job->done, at, n);
	else
		virtqueue_read(&blk->chain, HEADER + job->done, at, n);
	job->done += n;
	blk->device.budget -= (int32_t)n;
	return job->done == job->length;
}

/* The next piece of WRITE_ZEROES: `done` counts bytes over all extents. */
static bool zero(struct virtio_blk_device *blk)
{
	uint64_t sector, before = 0;
	uint32_t sectors;

	for (unsigned int i = 0; virtio_blk_extent(blk, i, &sector, &sectors); i++) {
		uint64_t bytes = (uint64_t)sectors * VIRTIO_BLK_SECTOR;
		uint64_t from = blk->job.done > before ? blk->job.done - before : 0;

		before += bytes;
		if (from >= bytes)
			continue;
		if (blk->device.budget <= 0)
			return false;

		uint64_t n = bytes - from;

		if (n > (uint64_t)blk->device.budget)
			n = (uint64_t)blk->device.budget;
		memset(blk->memory + sector * VIRTIO_BLK_SECTOR + from, 0, n);
		blk->job.done += (uint32_t)n;
		blk->device.budget -= (int32_t)n;
		if (from + n < bytes)
			return false;
	}
	return true;
}

/* Go on with the current job. @return true: it is done */
static bool work(struct virtio_blk_device *blk)
{
	switch (blk->job.type) {
	case VIRTIO_BLK_T_IN:
	case VIRTIO_BLK_T_OUT:
		return copy(blk);
	case VIRTIO_BLK_T_WRITE_ZEROES:
		return zero(blk);
	case VIRTIO_BLK_T_GET_ID:
		virtqueue_write(&blk->chain, 0, blk->serial, VIRTIO_BLK_ID_BYTES);
		return true;
	default: /* FLUSH: nothing to do, as all is volatile; DISCARD: contents may stay */
		return true;
	}
}

static bool notify(struct virtio_device *d, unsigned int index)
{
	struct virtio_blk_device *blk = blk_of(d);
	struct virtqueue_device *q = &d->queue[index];
	bool more = false;

	virtqueue_device_quiet(q);
	do {
		int taken = 1, status = VIRTIO_BLK_S_OK;

		if (!blk->active) {
			taken = virtqueue_device_take(q, &blk->chain);
			if (taken == 0)
				continue;
			if (taken > 0)
				status = virtio_blk_parse(blk, &blk->job);
			if (taken < 0 || status < 0) {
				virtio_device_break(d);
				return false;
			}
			d->budget -= VIRTIO_BLK_SECTOR; /* the cost of any request */
		}
		blk->active = status == VIRTIO_BLK_S_OK && !work(blk);
		if (!blk->active)
			virtio_blk_complete(blk, (uint8_t)status);
		more = d->budget <= 0;
	} while (!more && !virtqueue_device_listen(q));
	virtio_device_publish(d, index);
	return more || blk->active;
}

static void start(struct virtio_device *d, bool resumed)
{
	(void)resumed;
	blk_of(d)->active = false;
}

static bool stop(struct virtio_device *d)
{
	blk_of(d)->active = false;
	return true;
}

const struct virtio_model virtio_blk_on_memory = {
    .id = VIRTIO_ID_BLOCK,
    .queues = 1,
    .config = sizeof(struct virtio_blk_config),
    .features = VIRTIO_FEATURE(VIRTIO_F_EVENT_IDX) | VIRTIO_FEATURE(VIRTIO_F_INDIRECT_DESC) |
		VIRTIO_FEATURE(VIRTIO_F_IN_ORDER),
    .start = start,
    .notify = notify,
    .stop = stop,
};
