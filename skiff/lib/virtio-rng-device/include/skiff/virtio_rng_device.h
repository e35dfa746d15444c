/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio entropy device (virtio 1.2, 5.4) for a driver that isn't trusted. */
#pragma once
#include <skiff/virtio_device.h>
#include <virtio/entropy.h>

/** A device. */
struct virtio_rng_device {
	struct virtio_device device; /* its model is virtio_rng_model; it has no configuration */
	/** Full entropy. @return bytes stored, 1 … `size`; 0: not now, the
	 * driver asks again; for ever, and the device breaks */
	uint32_t (*source)(void *to, uint32_t size);
	/* Its own. */
	unsigned int dry;	      /* how often the source gave nothing, in a row */
	struct virtqueue_chain chain; /* the buffer at hand */
};

/** Fills the first 64 bytes of each buffer. */
extern const struct virtio_model virtio_rng_model;
