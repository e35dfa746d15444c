/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/memory.h"
#include <stdint.h>

__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *memset(void *destination,
									   int value, size_t size)
{
	uint8_t *d = destination;

	while (size--)
		*d++ = (uint8_t)value;
	return destination;
}

__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *
memcpy(void *restrict destination, const void *restrict source, size_t size)
{
	uint8_t *d = destination;
	const uint8_t *s = source;

	while (size--)
		*d++ = *s++;
	return destination;
}
