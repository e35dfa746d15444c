/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio entropy device (virtio 1.2, 5.4): one buffer, with the device or here. */
#pragma once
#include <skiff/virtio_driver.h>

#define VIRTIO_RNG_BYTES 256u /* of the buffer */

/** The device and its driver. */
struct virtio_rng {
	struct virtio_driver device;				    /* registers */
	struct virtqueue_driver queue;				    /* requests */
	struct virtqueue_slot descriptor[2];			    /* of the queue */
	char ring[VIRTQUEUE_BYTES(2)] __attribute__((aligned(16))); /* seen by the device */
	uint64_t buffer[VIRTIO_RNG_BYTES / 8];			    /* likewise */
};

/** Begin with a device, and give it the buffer.
 *
 * @param bus  see machine.bus
 * @return 0 or virtio_driver_begin()'s, or -ENOTSUP: it has no queue */
int virtio_rng_begin(struct virtio_rng *rng, uintptr_t registers, uint64_t bus);

/** Has the buffer come back?
 *
 * @return bytes at rng->buffer, 0: not yet. They are the caller's until virtio_rng_ask() */
uint32_t virtio_rng_poll(struct virtio_rng *rng);

/** Give the buffer to the device again. */
void virtio_rng_ask(struct virtio_rng *rng);
