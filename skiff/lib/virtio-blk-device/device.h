/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the parts of the block device. */
#pragma once
#include <skiff/virtio_blk_device.h>

#define STATUS_PENDING 0xff /* no status of the protocol */

/** Check the request in blk->chain.
 *
 * @param job  filled
 * @return VIRTIO_BLK_S_OK: do the job; another status: answer with it; -EPROTO: the request can't even be answered */
int virtio_blk_parse(struct virtio_blk_device *blk, struct virtio_blk_job *job);

/** Read extent `index` of a DISCARD or WRITE_ZEROES, checked.
 * @return false: there are no more */
bool virtio_blk_extent(const struct virtio_blk_device *blk, unsigned int index, uint64_t *sector,
		       uint32_t *sectors);

/** Address of the status of the request in blk->chain. */
char *virtio_blk_status(const struct virtio_blk_device *blk);

/** Complete the request in blk->chain. */
void virtio_blk_complete(struct virtio_blk_device *blk, uint8_t status);

static inline struct virtio_blk_device *blk_of(struct virtio_device *device)
{
	return (struct virtio_blk_device *)device; /* its first member */
}
