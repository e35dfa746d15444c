/* SPDX-License-Identifier: BSD-3-Clause */
/* A driver of a sound device that breaks the rules. */
#pragma once
#include <skiff/virtio_snd_driver.h>

/** Make requests that are nearly or wholly wrong, offer buffers of any size and address, spoil the queues, and write to any
 * register, `count` times; then begin anew.
 *
 * @return 0, or the error of virtio_snd_begin(): the device can't be begun anew */
int hostile_run(struct virtio_snd *snd, uintptr_t registers, unsigned int count,
		void (*wait)(struct virtio_snd *snd));
