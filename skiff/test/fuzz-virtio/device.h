/* SPDX-License-Identifier: BSD-3-Clause */
/* A device under test: what its folder's file provides, and what the driver of the fuzzer uses. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <skiff/virtio_device.h>

/** A device under test. */
struct target {
	/** Start it, or start it again after a death. @return its registers */
	struct virtio_device *(*begin)(bool resume);
	/** Do something besides the registers: other ends of lanes, input. NULL: there is nothing */
	void (*other)(struct virtio_device *device, unsigned int what, unsigned int value);
	/** Once it is reset and started as a sane driver does: does it work? */
	bool (*works)(struct virtio_device *device);
};

extern const struct target blk_memory, blk_lane, rng, net, vsock, console, gpu, input;

/* --- The driver's memory and the registers, for the targets: see rig.h ------------------------- */

/** Give a device all of the rig but its model's own. */
void target_rig(struct virtio_device *device, const struct virtio_model *model);

/** The driver's memory, and where it is for the device. */
char *target_data(void);
/** The region of it. */
const struct virtqueue_region *target_region(void);

/** Add a buffer to `queue`, of `in` bytes to read at offset 0 of the data, and `out` to write at
 * offset 4096; notify. @return bytes written, or -1: it doesn't come back */
int64_t target_ask(struct virtio_device *device, unsigned int queue, unsigned int in,
		   unsigned int out);
