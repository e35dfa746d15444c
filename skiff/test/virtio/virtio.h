/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests the drivers of virtio devices on QEMU's devices. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Find the `index`th transport of QEMU's virt whose device has this id. @return the address of its registers; 0: there is none
 * */
uintptr_t virtio_find(uint32_t id, unsigned int index);
