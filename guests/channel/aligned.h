/* SPDX-License-Identifier: BSD-3-Clause */
/* Included before Skiff's sources: their copies are of Device memory, where each access is aligned and none is a vector's. */
#pragma once
#include <stddef.h>
#include <string.h>

/** The same as memcpy, by bytes or aligned words. */
void *aligned_copy(void *to, const void *from, size_t size);

#define memcpy aligned_copy
