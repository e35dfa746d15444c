/* SPDX-License-Identifier: BSD-3-Clause */
/* A driver of an input device that breaks all rules. */
#pragma once
#include <skiff/virtio_input_driver.h>

/** Select everything, write to any register, spoil both queues and flood the second one, `count` times; then begin anew.
 *
 * @return 0, or the error of virtio_input_begin(): the device can't be begun anew */
int hostile_run(struct virtio_input *input, uintptr_t registers, unsigned int count);
