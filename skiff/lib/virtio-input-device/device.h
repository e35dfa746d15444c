/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of the device. */
#pragma once
#include <skiff/virtio_input_device.h>

/** Is it a code of the keyboard? */
static inline bool input_is_key(uint32_t code)
{
	return code >= INPUT_KEY_ESC && code <= INPUT_KEY_LAST;
}

/** The driver wrote to `select` or `subsel` (struct virtio_model). */
void input_configure(struct virtio_device *device, unsigned int offset, unsigned int size,
		     uint64_t value);
