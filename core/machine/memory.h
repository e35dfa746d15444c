/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that the C compiler calls to copy and initialise structures; the core itself copies no bulk data. */
#pragma once
#include <stddef.h>

void *memset(void *destination, int value, size_t size);
void *memcpy(void *restrict destination, const void *restrict source, size_t size);
