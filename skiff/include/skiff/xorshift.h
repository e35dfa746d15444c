/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers for tests: the same seed gives the same sequence. Never for secrets. */
#pragma once
#include <stdint.h>

/** The next number of a generator (xorshift32: Marsaglia, "Xorshift RNGs", 2003).
 *
 * @param state  of the generator, never 0; at first the seed
 * @return 1 … 2^32 - 1 */
static inline uint32_t xorshift32(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}
