/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions by which a guest's programs read the virtual counter. */
#pragma once
#include <stdint.h>

static inline uint64_t clock_ticks(void)
{
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value) : : "memory");
	return value;
}

static inline double clock_ns(uint64_t ticks)
{
	uint64_t hz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return (double)ticks * 1e9 / (double)hz;
}
