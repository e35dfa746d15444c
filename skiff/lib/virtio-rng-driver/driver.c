/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/virtio_rng_driver.h>
#include <virtio/entropy.h>

void virtio_rng_ask(struct virtio_rng *rng)
{
	struct virtqueue_part part = {(uintptr_t)rng->buffer + rng->queue.bus, VIRTIO_RNG_BYTES};

	virtqueue_driver_add(&rng->queue, &part, 0, 1, rng);
	if (virtqueue_driver_kick(&rng->queue))
		virtio_driver_notify(&rng->device, VIRTIO_ENTROPY_QUEUE_REQUEST);
}

int virtio_rng_begin(struct virtio_rng *rng, uintptr_t registers, uint64_t bus)
{
	int error = virtio_driver_begin(&rng->device, registers, VIRTIO_ID_ENTROPY, 0);

	if (error)
		return error;
	virtqueue_driver_init(&rng->queue, rng->ring, rng->descriptor, 2, bus,
			      rng->device.features);
	if (virtio_driver_queue(&rng->device, VIRTIO_ENTROPY_QUEUE_REQUEST, &rng->queue)) {
		virtio_driver_fail(&rng->device);
		return -ENOTSUP;
	}
	virtqueue_driver_quiet(&rng->queue);
	virtio_driver_ready(&rng->device);
	virtio_rng_ask(rng);
	return 0;
}

uint32_t virtio_rng_poll(struct virtio_rng *rng)
{
	int64_t written;

	if (!virtqueue_driver_take(&rng->queue, &written))
		return 0;
	return written < VIRTIO_RNG_BYTES ? (uint32_t)written : VIRTIO_RNG_BYTES;
}
