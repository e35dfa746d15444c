/* SPDX-License-Identifier: BSD-3-Clause */
#include "trng.h"

static void results(uint64_t x[8], int64_t x0, uint64_t x1, uint64_t x2, uint64_t x3)
{
	x[0] = (uint64_t)x0, x[1] = x1, x[2] = x2, x[3] = x3;
}

/*
 * Put `bits` bits of entropy into x1 to x3, in words of `width` bits, with the lowest word in x3 (DEN0098, 2.5). Unrequested
 * bits are 0.
 */
static void random(uint64_t x[8], unsigned int width)
{
	uint64_t bits = width == 32 ? (uint32_t)x[1] : x[1], words[TRNG_WORDS] = {0};
	uint64_t low[TRNG_WORDS] = {0};

	if (bits == 0 || bits > TRNG_WORDS * width) {
		results(x, TRNG_INVALID_PARAMETERS, 0, 0, 0);
		return;
	}
	unsigned int count = (unsigned int)((bits + width - 1) / width);

	if (!source_words(words, count)) {
		results(x, TRNG_NO_ENTROPY, 0, 0, 0);
		return;
	}
	for (unsigned int i = 0; i < count; i++) {
		unsigned int left = (unsigned int)bits - i * width;
		unsigned int keep = left < width ? left : width;

		low[i] = keep == 64 ? words[i] : words[i] & ((1ull << keep) - 1);
	}
	results(x, TRNG_SUCCESS, low[2], low[1], low[0]);
}

static bool known(uint32_t function)
{
	return (function >= TRNG_VERSION && function <= TRNG_RND32) || function == TRNG_RND64;
}

void trng_smc(uint64_t x[8])
{
	switch ((uint32_t)x[0]) {
	case TRNG_VERSION:
		results(x, TRNG_1_0, 0, 0, 0);
		break;
	case TRNG_FEATURES:
		results(x, known((uint32_t)x[1]) ? TRNG_SUCCESS : TRNG_NOT_SUPPORTED, 0, 0, 0);
		break;
	case TRNG_GET_UUID:
		results(x, source_uuid[0], source_uuid[1], source_uuid[2], source_uuid[3]);
		break;
	case TRNG_RND32:
		random(x, 32);
		break;
	case TRNG_RND64:
		random(x, 64);
		break;
	default:
		results(x, TRNG_NOT_SUPPORTED, 0, 0, 0);
	}
}
