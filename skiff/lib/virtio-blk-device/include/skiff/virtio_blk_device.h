/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio block device (virtio 1.2, 5.2) for a driver that isn't trusted. */
#pragma once
#include <skiff/lane.h>
#include <skiff/virtio_device.h>
#include <virtio/blk.h>

/** Sectors of one DISCARD or WRITE_ZEROES segment at most. */
#define VIRTIO_BLK_EXTENT_MAX 65536u
/** Segments of one such request: of a disk in memory, and of one behind a lane. */
#define VIRTIO_BLK_EXTENTS	16u
#define VIRTIO_BLK_LANE_EXTENTS 1u /* see VIRTIO_BLK_EXTENTS */

/** A request whose fields have been checked against the device. */
struct virtio_blk_job {
	uint32_t type;	 /* VIRTIO_BLK_T_* */
	uint64_t sector; /* first one, of IN and OUT */
	uint32_t length; /* bytes of data of IN and OUT, inside the device */
	uint32_t done;	 /* bytes of these that were copied */
};

/** What a request in flight has to be answered with, and where. */
struct virtio_blk_answer {
	char *status;	  /* the byte in the driver's memory; NULL: not in flight */
	uint32_t written; /* bytes that the device writes if all goes well */
	uint32_t count;	  /* descriptors of the lane that it is */
};

/** A device. */
struct virtio_blk_device {
	struct virtio_device device;	       /* registers; its model is one of the two below */
	uint64_t sectors;		       /* capacity */
	bool read_only;			       /* OUT, DISCARD and WRITE_ZEROES fail */
	char serial[VIRTIO_BLK_ID_BYTES];      /* for GET_ID, padded with zeroes */
	char *memory;			       /* of the disk, virtio_blk_on_memory only */
	struct lane *lane;		       /* to the driver, virtio_blk_on_lane only */
	const struct virtqueue_region *window; /* that offsets in the lane are relative to */
	struct virtio_blk_answer *answer;      /* [queue_max], virtio_blk_on_lane only */
	unsigned int in_flight_max;	       /* requests in the lane at most, the same */
	/** Tell the driver that there is something in the lane, the same. */
	void (*ring)(const struct virtio_blk_device *blk);
	/* Its own, zero at first. */
	unsigned int in_flight;	      /* requests in the lane */
	unsigned int given;	      /* descriptors that these are: the lane holds as many */
	bool active;		      /* `job` isn't done yet */
	struct virtio_blk_job job;    /* at hand */
	struct virtqueue_chain chain; /* … and its buffer */
};

/** Requests are done at once, in order, in memory that is the disk. */
extern const struct virtio_model virtio_blk_on_memory;

/** Requests go to a driver by a lane, and come back in any order. The device looks at queue 0 again
 * when the lane has something (virtio_device_look()). */
extern const struct virtio_model virtio_blk_on_lane;

/** Fill the configuration for virtio_device_begin(), and the features that this device offers.
 *
 * @param block_size  bytes, a power of two from 512 on: what the disk reads and writes at best */
void virtio_blk_configuration(struct virtio_blk_device *blk, struct virtio_blk_config *config,
			      uint32_t block_size);
