/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio block device (virtio 1.2, 5.2) as a struct block. */
#pragma once
#include <skiff/block.h>
#include <skiff/config.h>
#include <skiff/virtio_driver.h>
#include <virtio/blk.h>

/** A request, as the device sees it. */
struct virtio_blk_slot {
	struct virtq_desc table[CONFIG_VIRTIO_BLK_SEGMENTS + 2]; /* of descriptors */
	struct virtio_blk_request header;			 /* the header */
	struct virtio_blk_segment extent; /* range of DISCARD and WRITE_ZEROES */
	uint8_t status;			  /* written by the device */
};

/** The device and its driver. Lies in the memory that `bus` belongs to; the part that the device may write to
 * begins at `ring`. */
struct virtio_blk {
	struct block block;					      /* the device for its users */
	struct virtio_driver device;				      /* registers */
	struct virtqueue_driver queue;				      /* requests */
	struct virtqueue_slot descriptor[CONFIG_VIRTIO_BLK_REQUESTS]; /* descriptors of the queue */
	struct block_request *request[CONFIG_VIRTIO_BLK_REQUESTS]; /* requests in flight, or NULL */
	uint16_t free[CONFIG_VIRTIO_BLK_REQUESTS];		   /* free slots of `request` */
	uint16_t free_count;					   /* number of entries in `free` */
	char ring[VIRTQUEUE_BYTES(CONFIG_VIRTIO_BLK_REQUESTS)]
	    __attribute__((aligned(16))); /* rings */
	struct virtio_blk_slot slot[CONFIG_VIRTIO_BLK_REQUESTS]
	    __attribute__((aligned(16))); /* requests */
};

/** Begin with a device: reset it, and negotiate features.
 *
 * @param registers  of the virtio-mmio device
 * @param bus        see machine.bus
 * @return 0, virtio_driver_begin()'s, -ENOTSUP: it has no indirect descriptors or too small a queue,
 *         -EAGAIN: its configuration keeps changing */
int virtio_blk_begin(struct virtio_blk *blk, uintptr_t registers, uint64_t bus);
