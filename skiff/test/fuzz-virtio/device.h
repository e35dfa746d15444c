/* SPDX-License-Identifier: BSD-3-Clause */
/* The interface between the fuzzer and the devices under test, each of which is a file of this folder. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <skiff/virtio_device.h>

/** A device under test. */
struct target {
	/** Start the device, or start it again after a death. @return its registers */
	struct virtio_device *(*begin)(bool resume);
	/** Let something besides the registers act on the device: the other end of a lane, input. NULL: nothing does */
	void (*other)(struct virtio_device *device, unsigned int what, unsigned int value);
	/** @return whether the device works, after it was reset and started as a well-behaved driver does it */
	bool (*works)(struct virtio_device *device);
};

extern const struct target blk_memory, blk_lane, rng, net, vsock, console, gpu, input, snd;

/* --- The driver's memory and the registers, for the targets: see rig.h ------------------------- */

/** Set up the members of a device that all models share. */
void target_rig(struct virtio_device *device, const struct virtio_model *model);

/** @return the data in the driver's memory */
char *target_data(void);
/** @return the region of the driver's memory, with its address in the device's view */
const struct virtqueue_region *target_region(void);

/** Add a buffer to `queue` and notify the device. The buffer has `in` bytes for the device to read, at offset 0 of the data,
 * and `out` bytes for it to write, at offset 4096.
 * @return bytes written, or -1: the device hasn't returned the buffer */
int64_t target_ask(struct virtio_device *device, unsigned int queue, unsigned int in,
		   unsigned int out);
