/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256 (NIST FIPS 180-4, section 6.2). */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32

/* Computes the digest of `size` bytes at `data`. */
void sha256(const void *data, size_t size, uint8_t digest[SHA256_BYTES]);
