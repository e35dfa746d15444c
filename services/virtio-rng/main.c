/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio entropy device: ChaCha20, keyed by the TRNG extension, to which a route of class `call` leads. A source without
 * entropy delays clients only at the beginning.
 */
#include <string.h>
#include <arm/smccc.h>
#include <skiff/chacha20.h>
#include <skiff/virtio_extension.h>
#include <skiff/virtio_rng_device.h>

#define CALL_TRNG    0		/* the only one */
#define RESEED_BYTES (64 << 10) /* bytes given out before fresh entropy is requested */

static struct virtio_rng_device rng;
static uint32_t key[8];
static bool keyed;
static uint32_t given; /* bytes since the key had fresh entropy */

/* Mix 256 bits of entropy into the key. */
static bool seed(void)
{
	for (unsigned int i = 0; i < 8; i += 4) {
		uint64_t x[8] = {CALL_TRNG, TRNG_RND64, 128};

		extension_forward(x);
		if (x[0] != BULKHEAD_OK || x[1] != TRNG_SUCCESS)
			return false;
		/* The lowest word is the last result (DEN0098, 2.5). */
		key[i] ^= (uint32_t)x[3];
		key[i + 1] ^= (uint32_t)(x[3] >> 32);
		key[i + 2] ^= (uint32_t)x[4];
		key[i + 3] ^= (uint32_t)(x[4] >> 32);
	}
	given = 0;
	return true;
}

static uint32_t source(void *to, uint32_t size)
{
	static const uint32_t nonce[3];
	uint8_t block[64];

	if (!keyed || given >= RESEED_BYTES)
		keyed = seed() || keyed;
	if (!keyed)
		return 0;
	if (size > sizeof(block))
		size = sizeof(block);
	chacha20_block(key, 1, nonce, block);
	memcpy(to, block, size);
	given += size;
	/* Replace the key, so that past output can't be computed from memory. */
	chacha20_block(key, 0, nonce, block);
	memcpy(key, block, sizeof(key));
	memset(block, 0, sizeof(block));
	__asm__ volatile("" : : "r"(block) : "memory");
	return size;
}

int extension_on_init(void)
{
	rng = (struct virtio_rng_device){
	    .device = {.model = &virtio_rng_model, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .source = source,
	};
	return virtio_extension_begin(&rng.device, NULL, "");
}
