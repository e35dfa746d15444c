/* SPDX-License-Identifier: BSD-3-Clause */
/* What a guest controls doesn't steer speculation (Arm, "Cache Speculation Side-channels", Spectre variant 1). */
#pragma once
#include <stdint.h>

/* `index`, which has been found below `count`; 0 where a mispredicted branch goes on with one that isn't. */
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
