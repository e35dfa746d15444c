/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio block device (virtio 1.2, 5.2) for a driver that isn't trusted. */
#pragma once
#include <skiff/lane.h>
#include <skiff/virtio_device.h>
#include <virtio/blk.h>

/** Limit of sectors in a segment of DISCARD or WRITE_ZEROES. */
#define VIRTIO_BLK_EXTENT_MAX 65536u
/** Segments of such a request, for a disk in memory and for a disk behind a lane. */
#define VIRTIO_BLK_EXTENTS	16u
#define VIRTIO_BLK_LANE_EXTENTS 1u /* see VIRTIO_BLK_EXTENTS */

/** A request whose fields have been checked against the device. */
struct virtio_blk_job {
	uint32_t type;	 /* VIRTIO_BLK_T_* */
	uint64_t sector; /* first sector of IN and OUT */
	uint32_t length; /* bytes of data of IN and OUT, inside the device */
	uint32_t done;	 /* bytes copied so far */
};

/** The answer to a request in flight, and its place. */
struct virtio_blk_answer {
	char *status;	  /* the byte in the driver's memory; NULL: not in flight */
	uint32_t written; /* bytes that the device writes on success */
	uint32_t count;	  /* descriptors that it takes in the lane */
};

/** A device. */
struct virtio_blk_device {
	struct virtio_device device;	  /* registers; its model is one of the two below */
	uint64_t sectors;		  /* capacity */
	bool read_only;			  /* OUT, DISCARD and WRITE_ZEROES fail */
	char serial[VIRTIO_BLK_ID_BYTES]; /* for GET_ID, padded with zeroes */
	char *memory;			  /* memory of the disk, only for virtio_blk_on_memory */
	struct lane *lane;		  /* lane to the driver, only for virtio_blk_on_lane */
	const struct virtqueue_region *window; /* base of offsets in the lane */
	struct virtio_blk_answer *answer;      /* [queue_max], only for virtio_blk_on_lane */
	unsigned int in_flight_max;	       /* limit of requests in the lane, likewise */
	/** Ring the driver for the lane, likewise. */
	void (*ring)(const struct virtio_blk_device *blk);
	/* The device's own fields, zero at first. */
	unsigned int in_flight;	      /* requests in the lane */
	unsigned int given;	      /* descriptors that these requests take in the lane */
	bool active;		      /* `job` isn't done yet */
	struct virtio_blk_job job;    /* the current one */
	struct virtqueue_chain chain; /* … and its buffer */
};

/** Model with a disk in memory: requests are done at once, in order. */
extern const struct virtio_model virtio_blk_on_memory;

/** Model with a disk behind a lane: requests go to a driver, and come back in any order. The device looks at queue 0 again
 * when the lane has something (virtio_device_look()). */
extern const struct virtio_model virtio_blk_on_lane;

/** Fill the configuration for virtio_device_begin(), and the features that this device offers.
 *
 * @param block_size  bytes, a power of two from 512 on: the disk's best size of accesses */
void virtio_blk_configuration(struct virtio_blk_device *blk, struct virtio_blk_config *config,
			      uint32_t block_size);
