/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio input device (virtio 1.2, 5.8): its events, one after the other. Its lamps aren't lit. */
#pragma once
#include <stdbool.h>
#include <skiff/virtio_driver.h>
#include <virtio/input.h>

#define VIRTIO_INPUT_BUFFERS 64u /* limit of waiting events */

/** The device and its driver. Lies in the memory that `bus` belongs to. */
struct virtio_input {
	struct virtio_driver device;				/* registers */
	struct virtqueue_driver queue;				/* of events */
	struct virtqueue_slot descriptor[VIRTIO_INPUT_BUFFERS]; /* of the queue */
	char ring[VIRTQUEUE_BYTES(VIRTIO_INPUT_BUFFERS)] __attribute__((aligned(16))); /* rings */
	struct virtio_input_event event[VIRTIO_INPUT_BUFFERS]; /* written by the device */
};

/** Begin with a device, and give it the buffers.
 *
 * @param registers  of the virtio-mmio device
 * @param bus        see machine.bus
 * @return 0, virtio_driver_begin()'s, or -ENOTSUP: its queue is too small */
int virtio_input_begin(struct virtio_input *input, uintptr_t registers, uint64_t bus);

/** The next event.
 *
 * @return 1: there is one. 0: there is none. -EPROTO: the device breaks the rules */
int virtio_input_poll(struct virtio_input *input, struct virtio_input_event *event);

/** Give all buffers back that virtio_input_poll() has emptied, and ask for an interrupt.
 *
 * @return false: more events have come meanwhile */
bool virtio_input_listen(struct virtio_input *input);

/** Range of an absolute axis. @return its largest value, which means the far end; 0: there is no such axis */
uint32_t virtio_input_axis(struct virtio_input *input, uint8_t axis);
