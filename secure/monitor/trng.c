/* SPDX-License-Identifier: BSD-3-Clause */
/* TRNG firmware interface 1.0 (Arm DEN0098) from FEAT_RNG; on a core without it there is no such service. */
#include "core.h"
#include <arm/psci.h>
#include <arm/smccc.h>
#include "sysreg.h"

#define ISAR0_RNDR 60
#define WORDS	   3 /* of a call's answer */
#define TRIES	   16

/* 9d2e8b60-7c1f-4a35-8e94-53b0c7d1e208 */
static const uint32_t uuid[4] = {0x608b2e9d, 0x354a1f7c, 0xb053948e, 0x08e2d1c7};

/* RNDRRS: reseeded from the true random source before each read; Z is set when none came in reasonable time. */
static bool word(uint64_t *value)
{
	uint64_t ok;

	for (unsigned int i = 0; i < TRIES; i++) {
		__asm__ volatile("mrs %0, s3_3_c2_c4_1\n\tcset %1, ne"
				 : "=r"(*value), "=r"(ok)
				 :
				 : "cc");
		if (ok)
			return true;
	}
	return false;
}

/* `bits` in x1 to x3, the low ones in x3, in words of `width` bits. */
static int32_t random(uint64_t x[8], uint64_t bits, unsigned int width)
{
	uint64_t words[WORDS] = {0};

	if (bits == 0 || bits > (uint64_t)WORDS * width)
		return TRNG_INVALID_PARAMETERS;
	for (unsigned int i = 0; i * width < bits; i++) {
		uint64_t left = bits - i * width;

		if (!word(&words[i]))
			return TRNG_NO_ENTROPY;
		if (left > width)
			left = width;
		words[i] &= ~0UL >> (64 - left);
	}
	for (unsigned int i = 0; i < WORDS; i++)
		x[1 + i] = words[WORDS - 1 - i];
	return TRNG_SUCCESS;
}

static bool known(uint32_t fid)
{
	return (fid >= TRNG_VERSION && fid <= TRNG_RND32) || fid == (TRNG_RND64);
}

struct frame *trng_call(struct core *core, uint32_t fid)
{
	uint64_t *x = core->ns.x, x1 = x[1];
	int32_t result = TRNG_NOT_SUPPORTED;

	x[1] = x[2] = x[3] = 0;
	if (!(read_sysreg(id_aa64isar0_el1) >> ISAR0_RNDR & 15)) {
		x[0] = (uint64_t)(int64_t)result;
		return &core->ns;
	}
	switch (fid) {
	case TRNG_VERSION:
		result = TRNG_1_0;
		break;
	case TRNG_FEATURES:
		result = known((uint32_t)x1) ? TRNG_SUCCESS : TRNG_NOT_SUPPORTED;
		break;
	case TRNG_GET_UUID:
		for (unsigned int i = 0; i < 4; i++)
			x[i] = uuid[i];
		return &core->ns;
	case TRNG_RND32:
		result = random(x, (uint32_t)x1, 32);
		break;
	case TRNG_RND64:
		result = random(x, x1, 64);
		break;
	}
	x[0] = (uint64_t)(int64_t)result;
	return &core->ns;
}
