/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads and checks requests. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include "device.h"

#define HEADER ((uint32_t)sizeof(struct virtio_blk_request))
#define EXTENT ((uint32_t)sizeof(struct virtio_blk_segment))
/* Descriptors of a request besides those of its data: header and status. */
#define OVERHEAD 2u

void virtio_blk_configuration(struct virtio_blk_device *blk, struct virtio_blk_config *config,
			      uint32_t block_size)
{
	const uint32_t segments = blk->device.queue_max - OVERHEAD;
	const uint32_t extents = blk->lane ? VIRTIO_BLK_LANE_EXTENTS : VIRTIO_BLK_EXTENTS;
	uint64_t features =
	    VIRTIO_FEATURE(VIRTIO_BLK_F_SEG_MAX) | VIRTIO_FEATURE(VIRTIO_BLK_F_BLK_SIZE) |
	    VIRTIO_FEATURE(VIRTIO_BLK_F_TOPOLOGY) | VIRTIO_FEATURE(VIRTIO_BLK_F_FLUSH);

	*config = (struct virtio_blk_config){
	    .capacity = blk->sectors,
	    .seg_max =
		segments < LANE_BLOCK_SEGMENTS || !blk->lane ? segments : LANE_BLOCK_SEGMENTS,
	    .blk_size = block_size,
	    .topology = {.min_io_size = 1, .opt_io_size = 65536 / block_size},
	    .num_queues = 1,
	    .max_discard_sectors = VIRTIO_BLK_EXTENT_MAX,
	    .max_discard_seg = extents,
	    .discard_sector_alignment = block_size / VIRTIO_BLK_SECTOR,
	    .max_write_zeroes_sectors = VIRTIO_BLK_EXTENT_MAX,
	    .max_write_zeroes_seg = extents,
	};
	features |= blk->read_only ? VIRTIO_FEATURE(VIRTIO_BLK_F_RO)
				   : VIRTIO_FEATURE(VIRTIO_BLK_F_DISCARD) |
					 VIRTIO_FEATURE(VIRTIO_BLK_F_WRITE_ZEROES);
	blk->device.features = features;
}

/* Is sector..sector+sectors inside the device? */
static bool inside(const struct virtio_blk_device *blk, uint64_t sector, uint64_t sectors)
{
	return sector <= blk->sectors && sectors <= blk->sectors - sector;
}

static int parse_data(struct virtio_blk_device *blk, struct virtio_blk_job *job, uint32_t length)
{
	if (job->type == VIRTIO_BLK_T_OUT && blk->read_only)
		return VIRTIO_BLK_S_IOERR;
	if (length == 0 || length % VIRTIO_BLK_SECTOR ||
	    !inside(blk, job->sector, length / VIRTIO_BLK_SECTOR))
		return VIRTIO_BLK_S_IOERR;
	job->length = length;
	return VIRTIO_BLK_S_OK;
}

bool virtio_blk_extent(const struct virtio_blk_device *blk, unsigned int index, uint64_t *sector,
		       uint32_t *sectors)
{
	struct virtio_blk_segment s;

	if (virtqueue_read(&blk->chain, HEADER + index * EXTENT, &s, EXTENT) != EXTENT)
		return false;
	*sector = s.sector;
	*sectors = s.num_sectors;
	/* The driver may have changed it since it was checked. */
	return s.num_sectors <= VIRTIO_BLK_EXTENT_MAX && inside(blk, s.sector, s.num_sectors);
}

static int parse_extents(struct virtio_blk_device *blk, const struct virtio_blk_job *job)
{
	bool zeroes = job->type == VIRTIO_BLK_T_WRITE_ZEROES;
	uint32_t length = blk->chain.in - HEADER, count = length / EXTENT;

	if (!virtio_device_has(&blk->device,
			       zeroes ? VIRTIO_BLK_F_WRITE_ZEROES : VIRTIO_BLK_F_DISCARD))
		return VIRTIO_BLK_S_UNSUPP;
	if (blk->read_only || length == 0 || length % EXTENT ||
	    count > (blk->lane ? VIRTIO_BLK_LANE_EXTENTS : VIRTIO_BLK_EXTENTS))
		return VIRTIO_BLK_S_IOERR;
	for (uint32_t i = 0; i < count; i++) {
		struct virtio_blk_segment s;

		virtqueue_read(&blk->chain, HEADER + i * EXTENT, &s, EXTENT);
		/* 5.2.6.2: reserved flags, and UNMAP of a DISCARD, aren't supported. */
		if (s.flags & ~(zeroes ? VIRTIO_BLK_SEGMENT_UNMAP : 0))
			return VIRTIO_BLK_S_UNSUPP;
		if (s.num_sectors > VIRTIO_BLK_EXTENT_MAX || !inside(blk, s.sector, s.num_sectors))
			return VIRTIO_BLK_S_IOERR;
	}
	return VIRTIO_BLK_S_OK;
}

int virtio_blk_parse(struct virtio_blk_device *blk, struct virtio_blk_job *job)
{
	struct virtio_blk_request header;

	if (blk->chain.out == 0 || virtqueue_read(&blk->chain, 0, &header, HEADER) != HEADER)
		return -EPROTO;
	*job = (struct virtio_blk_job){header.type, header.sector, 0, 0};
	switch (header.type) {
	case VIRTIO_BLK_T_IN:
		return parse_data(blk, job, blk->chain.out - 1);
	case VIRTIO_BLK_T_OUT:
		return parse_data(blk, job, blk->chain.in - HEADER);
	case VIRTIO_BLK_T_FLUSH:
		return virtio_device_has(&blk->device, VIRTIO_BLK_F_FLUSH) ? VIRTIO_BLK_S_OK
									   : VIRTIO_BLK_S_UNSUPP;
	case VIRTIO_BLK_T_GET_ID:
		return blk->chain.out > VIRTIO_BLK_ID_BYTES ? VIRTIO_BLK_S_OK : VIRTIO_BLK_S_IOERR;
	case VIRTIO_BLK_T_DISCARD:
	case VIRTIO_BLK_T_WRITE_ZEROES:
		return parse_extents(blk, job);
	default:
		return VIRTIO_BLK_S_UNSUPP;
	}
}

char *virtio_blk_status(const struct virtio_blk_device *blk)
{
	const struct virtqueue_segment *last = &blk->chain.segment[blk->chain.count - 1];

	return last->at + last->length - 1;
}

void virtio_blk_complete(struct virtio_blk_device *blk, uint8_t status)
{
	const struct virtqueue_chain *chain = &blk->chain;
	uint32_t written = chain->out;

	/* The length counts from the first byte on (2.7.8.2), so it is 0 if the data wasn't written. */
	if (status != VIRTIO_BLK_S_OK && chain->out > 1)
		written = 0;
	*(volatile char *)virtio_blk_status(blk) = (char)status;
	virtqueue_device_done(&blk->device.queue[VIRTIO_BLK_QUEUE_REQUEST], chain->head, written);
}
