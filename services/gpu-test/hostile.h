/* SPDX-License-Identifier: BSD-3-Clause */
/* A driver of a virtio GPU that breaks the rules. */
#pragma once
#include <skiff/virtio_gpu_driver.h>

/** Send commands that are nearly or wholly wrong: random sizes, rectangles, resources and addresses. Then begin anew.
 *
 * @param count   number of commands; 0: do nothing
 * @param pixels  a frame of this VM
 * @return 0, or the error of virtio_gpu_begin(): the device can't be reset */
int hostile_run(struct virtio_gpu *gpu, unsigned int count, const void *pixels, uintptr_t registers,
		void (*wait)(struct virtio_gpu *gpu));
