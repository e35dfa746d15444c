/* SPDX-License-Identifier: BSD-3-Clause */
/* A device's bytes in their order; each is given out once and then erased. */
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
 * @param bytes  number of bytes that the device wrote; bytes beyond the pool or a whole word are dropped */
void entropy_pool_fill(struct entropy_pool *pool, uint64_t *buffer, uint32_t bytes);

/** Take `count` words. @return false: fewer are left, and none was taken */
bool entropy_pool_take(struct entropy_pool *pool, uint64_t *words, unsigned int count);
