/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes of a device, in the order in which they came, each given out once and then forgotten. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define ENTROPY_POOL_WORDS 32

struct entropy_pool {
	uint64_t words[ENTROPY_POOL_WORDS];
	unsigned int left; /* the first `left` words are unused */
};

/** Fill from a device's buffer, which is cleared; whatever was left is replaced.
 *
 * @param bytes  that the device wrote; what exceeds the pool or isn't a whole word is dropped */
void entropy_pool_fill(struct entropy_pool *pool, uint64_t *buffer, uint32_t bytes);

/** Take `count` words. @return false, and nothing taken, if fewer are left */
bool entropy_pool_take(struct entropy_pool *pool, uint64_t *words, unsigned int count);
