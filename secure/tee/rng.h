/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers: a CTR_DRBG (mbedtls). Seeded from FEAT_RNG where the core has it, and from the
 * seeds in QEMU's device tree, the clock and call timing: development grade without FEAT_RNG.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

void rng_seed(const void *seed, size_t size); /* before rng_start: mix in; cold start only */
void rng_derive(void *out,
		size_t size); /* before rng_start: bytes that reveal nothing of the seeds */
void rng_start(void);
void rng_add_timing(void);		/* a few instructions: note when a call came */
void rng_bytes(void *out, size_t size); /* any size; preemptible between blocks */
