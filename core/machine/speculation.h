/* SPDX-License-Identifier: BSD-3-Clause */
/* Values that a guest controls must not steer speculation (Arm, "Cache Speculation Side-channels", Spectre variant 1). */
#pragma once
#include <stdint.h>

/* Return `index`, which was checked to be below `count`. Under a mispredicted check, an `index` out of range yields 0. */
static inline uint64_t index_nospec(uint64_t index, uint64_t count)
{
#ifdef __aarch64__
	uint64_t safe;

	__asm__ volatile("cmp %1, %2\n\tcsel %0, %1, xzr, lo\n\thint #20 // csdb"
			 : "=r"(safe)
			 : "r"(index), "r"(count)
			 : "cc");
	return safe;
#else
	return index < count ? index : 0;
#endif
}
