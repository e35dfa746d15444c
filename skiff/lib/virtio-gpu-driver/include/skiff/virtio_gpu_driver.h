/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio GPU (virtio 1.2, 5.7): 2D, its first screen, one command at a time. */
#pragma once
#include <skiff/virtio_driver.h>
#include <virtio/gpu.h>

#define VIRTIO_GPU_QUEUE   4u  /* descriptors that are used */
#define VIRTIO_GPU_COMMAND 64u /* bytes of a command at most */

/** The device and its driver. Lies in the memory that `bus` belongs to. */
struct virtio_gpu {
	struct virtio_driver device;			    /* registers */
	struct virtqueue_driver queue;			    /* control */
	struct virtqueue_slot descriptor[VIRTIO_GPU_QUEUE]; /* of the queue */
	void (*wait)(struct virtio_gpu *gpu);		    /* until an interrupt; NULL: poll */
	char ring[VIRTQUEUE_BYTES(VIRTIO_GPU_QUEUE)] __attribute__((aligned(16))); /* rings */
	char command[VIRTIO_GPU_COMMAND] __attribute__((aligned(16))); /* the current one */
	struct virtio_gpu_display_info answer;			       /* written by the device */
};

/** Begin with a device.
 *
 * @param registers  of the virtio-mmio device
 * @param bus        see machine.bus
 * @param wait       NULL: poll
 * @return 0, virtio_driver_begin()'s, or -ENOTSUP: it has no queue */
int virtio_gpu_begin(struct virtio_gpu *gpu, uintptr_t registers, uint64_t bus,
		     void (*wait)(struct virtio_gpu *gpu));

/** Execute a command.
 *
 * @param command  a header and its parameters, at most VIRTIO_GPU_COMMAND bytes
 * @return the answer's type (VIRTIO_GPU_RESP_*), or -EPROTO: the device breaks the rules */
int virtio_gpu_do(struct virtio_gpu *gpu, const void *command, uint32_t size);

/** Size of the first screen. @return 0, -ENODEV: it isn't enabled, or -EIO: no answer */
int virtio_gpu_mode(struct virtio_gpu *gpu, uint32_t *width, uint32_t *height);

/** Make a resource of memory, and show it on the first screen.
 *
 * @param resource  its id, not 0
 * @param address   of its pixels, row by row: the device's address (bus)
 * @return 0, or -EIO: the device refuses */
int virtio_gpu_show(struct virtio_gpu *gpu, uint32_t resource, uint64_t address, uint32_t width,
		    uint32_t height);

/** Transfer a rectangle of a resource to the device, and show it.
 *
 * @param width  of the resource
 * @return 0, or -EIO: the device refuses */
int virtio_gpu_update(struct virtio_gpu *gpu, uint32_t resource, uint32_t width,
		      struct virtio_gpu_rect part);
