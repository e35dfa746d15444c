/* SPDX-License-Identifier: BSD-3-Clause */
/* Resources of a virtio GPU: the driver's statements about its memory, checked. All return an answer of virtio 1.2, 5.7.6.7. */
#pragma once
#include <skiff/virtio_gpu_device.h>

struct virtio_gpu_resource *gpu_resource(struct virtio_gpu_device *g, uint32_t id);
uint32_t gpu_create(struct virtio_gpu_device *g, const struct virtio_gpu_create_2d *command);
uint32_t gpu_attach(struct virtio_gpu_device *g, const struct virtio_gpu_attach *command);
uint32_t gpu_transfer(struct virtio_gpu_device *g, const struct virtio_gpu_transfer *command);

/* Is the rectangle inside of one of this size, and not empty? */
bool gpu_inside(const struct virtio_gpu_rect *rect, uint32_t width, uint32_t height);

/* Copies a part of a resource's backing. False: it isn't there, or not the driver's memory. */
bool gpu_copy(struct virtio_gpu_device *g, const struct virtio_gpu_resource *resource,
	      uint64_t offset, void *to, uint32_t size);
