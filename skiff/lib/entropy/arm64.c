/* SPDX-License-Identifier: BSD-3-Clause */
/* RNDR if the processor has it, else, on Bulkhead, the firmware's TRNG service. */
#include <arm/smccc.h>
#include <skiff/config.h>
#include "source.h"

/* ID_AA64ISAR0_EL1.RNDR (Arm ARM D19.2.61) */
#define ISAR0_RNDR_SHIFT 60
#define RNDR_TRIES	 16

static enum entropy_source source;

static bool rndr(uint64_t *value)
{
	uint64_t ok;

	for (int i = 0; i < RNDR_TRIES; i++) {
		__asm__ volatile("mrs %0, S3_3_C2_C4_0\n\tcset %1, ne"
				 : "=r"(*value), "=r"(ok)
				 :
				 : "cc");
		if (ok)
			return true;
	}
	return false;
}

static bool seed_rndr(uint32_t seed[8])
{
	uint64_t isar0, value;

	__asm__("mrs %0, id_aa64isar0_el1" : "=r"(isar0));
	if (isar0 >> ISAR0_RNDR_SHIFT == 0)
		return false;
	for (int i = 0; i < 8; i += 2) {
		if (!rndr(&value))
			return false;
		seed[i] ^= (uint32_t)value;
		seed[i + 1] ^= (uint32_t)(value >> 32);
	}
	return true;
}

#ifdef CONFIG_PLAT_BULKHEAD
static int64_t trng(uint64_t function, uint64_t bits, uint64_t out[3])
{
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = bits;
	register uint64_t x2 __asm__("x2");
	register uint64_t x3 __asm__("x3");

	__asm__ volatile("smc #0" : "+r"(x0), "+r"(x1), "=r"(x2), "=r"(x3) : : "memory");
	out[0] = x1, out[1] = x2, out[2] = x3;
	return (int64_t)x0;
}

static bool seed_firmware(uint32_t seed[8])
{
	uint64_t words[3];

	if ((int32_t)trng(TRNG_VERSION, 0, words) < 0)
		return false;
	for (int round = 0; round < 2; round++) {
		if (trng(TRNG_RND64, TRNG_RND64_MAX, words) != 0)
			return false;
		for (int i = 0; i < 3; i++) {
			seed[(round * 3 + i) % 4 * 2] ^= (uint32_t)words[i];
			seed[(round * 3 + i) % 4 * 2 + 1] ^= (uint32_t)(words[i] >> 32);
		}
	}
	return true;
}
#else
/* Only on Bulkhead: without firmware, trying a conduit could fail fatally. */
static bool seed_firmware(uint32_t seed[8])
{
	(void)seed;
	return false;
}
#endif

bool entropy_seed(uint32_t seed[8])
{
	if (seed_rndr(seed))
		source = ENTROPY_RNDR;
	else if (seed_firmware(seed))
		source = ENTROPY_FIRMWARE;
	else
		return false;
	return true;
}

enum entropy_source entropy_seed_source(void)
{
	return source;
}
