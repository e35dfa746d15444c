/* SPDX-License-Identifier: BSD-3-Clause */
#include "aligned.h"
#include <stdint.h>

void *aligned_copy(void *to, const void *from, size_t size)
{
	volatile unsigned char *t = to;
	const volatile unsigned char *f = from;

	if (((uintptr_t)t | (uintptr_t)f) % sizeof(uint64_t) == 0)
		for (; size >= sizeof(uint64_t);
		     size -= sizeof(uint64_t), t += sizeof(uint64_t), f += sizeof(uint64_t))
			*(volatile uint64_t *)t = *(const volatile uint64_t *)f;
	while (size-- > 0)
		*t++ = *f++;
	return to;
}
