/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <skiff/arch.h>
#include <skiff/chacha20.h>
#include <skiff/entropy.h>
#include <skiff/init.h>
#include "source.h"

#define JITTER_ROUNDS 256

static uint32_t key[8];
static enum entropy_source used;

/* Folds the times of a loop: they differ from start to start, but may be guessed. */
static void jitter(uint32_t seed[8])
{
	for (unsigned int i = 0; i < JITTER_ROUNDS; i++) {
		uint64_t t = counter_read();

		seed[i % 8] =
		    (seed[i % 8] << 5 | seed[i % 8] >> 27) ^ (uint32_t)t ^ (uint32_t)(t >> 32);
	}
}

static void entropy_init(void)
{
	jitter(key);
	used = entropy_seed(key) ? entropy_seed_source() : ENTROPY_JITTER;
}
INIT(INIT_DEVICE, entropy_init);

void entropy_get(void *to, size_t size)
{
	static const uint32_t nonce[3];
	irq_state state = irq_save();
	uint8_t block[64], *p = to;

	for (uint32_t counter = 1; size > 0; counter++) {
		size_t n = size < sizeof(block) ? size : sizeof(block);

		chacha20_block(key, counter, nonce, block);
		memcpy(p, block, n);
		p += n;
		size -= n;
	}
	chacha20_block(key, 0, nonce, block);
	memcpy(key, block, sizeof(key));
	memset(block, 0, sizeof(block));
	__asm__ volatile("" : : "r"(block) : "memory");
	irq_restore(state);
}

enum entropy_source entropy_source(void)
{
	return used;
}
