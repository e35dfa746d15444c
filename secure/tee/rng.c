/* SPDX-License-Identifier: BSD-3-Clause */
#include "rng.h"
#include <string.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/sha256.h>
#include "layout.h"
#include "lock.h"
#include "panic.h"
#include "sysreg.h"

#define DIGEST 32
#define CHUNK  64 /* bytes generated with interrupts masked */

#define ISAR0_RNDR 60

static uint8_t pool[DIGEST];
static uint64_t timing;
static uint32_t derived;
static struct lock lock;
static mbedtls_ctr_drbg_context drbg;

static uint64_t hardware_word(void)
{
	uint64_t value = 0, ok;

	if (!id_field(read_sysreg(id_aa64isar0_el1), ISAR0_RNDR))
		return 0;
	/* RNDRRS (S3_3_C2_C4_1) fails with Z set when entropy runs out: a few tries. */
	for (int i = 0; i < 16; i++) {
		__asm__ volatile("mrs %0, s3_3_c2_c4_1\n\tcset %1, ne"
				 : "=r"(value), "=r"(ok)
				 :
				 : "cc");
		if (ok)
			return value;
	}
	return 0;
}

void rng_seed(const void *seed, size_t size)
{
	uint8_t block[DIGEST + 64];

	while (size) {
		size_t n = size < 64 ? size : 64;

		memcpy(block, pool, DIGEST);
		memcpy(block + DIGEST, seed, n);
		mbedtls_sha256_ret(block, DIGEST + n, pool, 0);
		seed = (const uint8_t *)seed + n;
		size -= n;
	}
	memset(block, 0, sizeof(block));
}

void rng_derive(void *out, size_t size)
{
	struct {
		char label[16];
		uint32_t number;
		uint8_t pool[DIGEST];
	} block = {.label = "normal world"};
	uint8_t digest[DIGEST];

	for (uint8_t *at = out; size;) {
		size_t n = size < DIGEST ? size : DIGEST;

		block.number = derived++;
		memcpy(block.pool, pool, DIGEST);
		mbedtls_sha256_ret((const uint8_t *)&block, sizeof(block), digest, 0);
		memcpy(at, digest, n);
		at += n;
		size -= n;
	}
}

/* The generator's seed and reseeds. */
static int entropy(void *context, unsigned char *out, size_t size)
{
	(void)context;
	while (size) {
		uint64_t fresh[6] = {read_sysreg(cntpct_el0), timing};
		size_t n = size < DIGEST ? size : DIGEST;
		uint8_t digest[DIGEST];

		for (unsigned int i = 2; i < 6; i++)
			fresh[i] = hardware_word();
		rng_seed(fresh, sizeof(fresh));
		mbedtls_sha256_ret(pool, DIGEST, digest, 0); /* the pool itself never leaves */
		memcpy(out, digest, n);
		out += n;
		size -= n;
	}
	return 0;
}

void rng_start(void)
{
	uint32_t clock = mmio_read32(RTC_BASE);

	rng_seed(&clock, sizeof(clock));
	mbedtls_ctr_drbg_init(&drbg);
	if (mbedtls_ctr_drbg_seed(&drbg, entropy, NULL, NULL, 0))
		panic("random number generator", 0, 0);
}

void rng_add_timing(void)
{
	timing = (timing << 7 | timing >> 57) ^ read_sysreg(cntpct_el0);
}

void rng_bytes(void *out, size_t size)
{
	uint64_t extra[2] = {timing, hardware_word()};
	size_t extra_size = sizeof(extra); /* mixed in once */

	for (uint8_t *at = out; size; extra_size = 0) {
		size_t n = size < CHUNK ? size : CHUNK;
		uint64_t flags = lock_acquire(&lock);
		int error =
		    mbedtls_ctr_drbg_random_with_add(&drbg, at, n, (uint8_t *)extra, extra_size);

		lock_release(&lock, flags);
		if (error)
			panic("random number generator", error, 0);
		at += n;
		size -= n;
	}
}
