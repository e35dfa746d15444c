/* SPDX-License-Identifier: BSD-3-Clause */
/* The drivers of virtio devices, on QEMU's own devices. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Find the transport of QEMU's virt whose device has this id, the `index`th of them.
 * @return address of its registers, 0: there is none */
uintptr_t virtio_find(uint32_t id, unsigned int index);
