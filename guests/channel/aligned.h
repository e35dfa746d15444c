/* SPDX-License-Identifier: BSD-3-Clause */
/* Is included before Skiff's sources, which copy from and to Device memory: there each access must be aligned, and vector
 * accesses aren't allowed. */
#pragma once
#include <stddef.h>
#include <string.h>

/** Does what memcpy does, by bytes or aligned words. */
void *aligned_copy(void *to, const void *from, size_t size);

#define memcpy aligned_copy
