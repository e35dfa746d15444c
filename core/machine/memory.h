/* SPDX-License-Identifier: BSD-3-Clause */
/* What the compiler calls for copies and initialisations of structures; nothing in the core copies bulk data. */
#pragma once
#include <stddef.h>

void *memset(void *destination, int value, size_t size);
void *memcpy(void *restrict destination, const void *restrict source, size_t size);
