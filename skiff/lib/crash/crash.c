/* SPDX-License-Identifier: BSD-3-Clause */
/* See Kconfig. */
#include <stdint.h>
#include <skiff/config.h>
#ifdef CONFIG_PLAT_BULKHEAD
#include <skiff/hypercall.h>
#endif

static struct {
	uint32_t random; /* state of the generator; 0: the first life */
	uint32_t left;	 /* blocks left of this life */
} kept __attribute__((section(".kept")));

#if __has_attribute(no_sanitize_coverage)
#define NOT_CALLED __attribute__((no_sanitize_coverage))
#else
#define NOT_CALLED __attribute__((no_sanitize("coverage"))) /* clang's */
#endif

void __sanitizer_cov_trace_pc(void);

/* The compiler makes each block begin with a call of this function, except in this file. */
NOT_CALLED void __sanitizer_cov_trace_pc(void)
{
	uint32_t random = kept.random ? kept.random : 0x9e3779b9;
	uint32_t first = kept.random == 0;

	if (!first && --kept.left > 0)
		return;
	/* xorshift32, by Marsaglia. */
	random ^= random << 13;
	random ^= random >> 17;
	random ^= random << 5;
	kept.random = random;
	kept.left = 1 + random % CONFIG_CRASH_BLOCKS;
	if (first)
		return;
#ifdef CONFIG_PLAT_BULKHEAD
	hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
#endif
#ifdef CONFIG_CRASH_OVERRUN
	while (kept.random & 0x100)
		__asm__ volatile("");
#endif
	__asm__ volatile("udf #0");
}
