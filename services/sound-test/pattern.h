/* SPDX-License-Identifier: BSD-3-Clause */
/* Sound that a test can compute: each sample may be any, and is determined by its place. */
#pragma once
#include <stdint.h>
#include <bulkhead/sound.h>

/** Frame `n` of the sound of a seed. */
static inline struct sound_frame pattern(uint32_t seed, uint32_t n)
{
	uint32_t x = (n + 1) * 2654435761u ^ seed * 40503u;

	x ^= x >> 15;
	x *= 2246822519u;
	x ^= x >> 13;
	return (struct sound_frame){(int16_t)(uint16_t)x, (int16_t)(uint16_t)(x >> 16)};
}
