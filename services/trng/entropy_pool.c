/* SPDX-License-Identifier: BSD-3-Clause */
#include "entropy_pool.h"

void entropy_pool_fill(struct entropy_pool *pool, uint64_t *buffer, uint32_t bytes)
{
	unsigned int count = bytes / sizeof(uint64_t);

	if (count > ENTROPY_POOL_WORDS)
		count = ENTROPY_POOL_WORDS;
	for (unsigned int i = 0; i < count; i++) {
		pool->words[i] = buffer[i];
		buffer[i] = 0;
	}
	pool->left = count;
}

bool entropy_pool_take(struct entropy_pool *pool, uint64_t *words, unsigned int count)
{
	if (pool->left < count)
		return false;
	for (unsigned int i = 0; i < count; i++) {
		pool->left--;
		words[i] = pool->words[pool->left];
		pool->words[pool->left] = 0;
	}
	return true;
}
