/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver's side of virtio over MMIO (virtio 1.2, 3.1 and 4.2). Before anything else, a device
 * is reset, and has ended its DMA.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <skiff/virtqueue_driver.h>
#include <virtio/mmio.h>

/** A device. */
struct virtio_driver {
	uintptr_t registers; /* its page of registers */
	uint64_t features;   /* agreed upon */
};

/** Reset the device and agree upon features. DMA of an earlier life has ended on return.
 *
 * @param registers  of the device
 * @param id         VIRTIO_ID_…, what it has to be
 * @param wanted     features that the driver can use, as VIRTIO_FEATURE(n); VERSION_1 must be
 *                   offered, ACCESS_PLATFORM is accepted where it is
 * @return 0, -ENODEV: another device or none, -ETIMEDOUT: the reset doesn't end, -ENOTSUP: an older
 *         device, or one that refuses these features */
int virtio_driver_begin(struct virtio_driver *d, uintptr_t registers, uint32_t id, uint64_t wanted);

/** Size that queue `index` may have at most; 0: there is no such queue. */
unsigned int virtio_driver_queue_max(struct virtio_driver *d, unsigned int index);

/** Make a queue known to the device; before virtio_driver_ready().
 *
 * @return 0, or -EINVAL: no such queue, or `q` is larger than it may be */
int virtio_driver_queue(struct virtio_driver *d, unsigned int index,
			const struct virtqueue_driver *q);

/** The device may use its queues from now on. */
void virtio_driver_ready(struct virtio_driver *d);

/** Give the device up, after an error. It may access memory until the next virtio_driver_begin(). */
void virtio_driver_fail(struct virtio_driver *d);

/** Has the device said that it must be reset? */
int virtio_driver_broken(struct virtio_driver *d);

/** Tell the device that there is something new in queue `index`. */
void virtio_driver_notify(struct virtio_driver *d, unsigned int index);

/** Take the device's interrupt.
 *
 * @return VIRTIO_MMIO_INT_…, what it was for; 0: not from this device */
uint32_t virtio_driver_interrupt(struct virtio_driver *d);

/** Read fields of the device's configuration, all of the same state.
 *
 * @param offset  of the first, a multiple of `width`
 * @param to      array of them
 * @param width   bytes of a field: 1, 2 or 4; one of 8 is two of 4
 * @param count   number of fields
 * @return 0, or -EAGAIN: it kept changing */
int virtio_driver_config(struct virtio_driver *d, unsigned int offset, void *to, unsigned int width,
			 unsigned int count);
