/* SPDX-License-Identifier: BSD-3-Clause */
/* ChaCha20 (RFC 8439). */
#pragma once
#include <stdint.h>

/** One block of the key stream (RFC 8439, 2.3): 64 bytes. */
void chacha20_block(const uint32_t key[8], uint32_t counter, const uint32_t nonce[3],
		    uint8_t out[64]);
