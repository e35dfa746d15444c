/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <skiff/chacha20.h>
#include <skiff/test.h>

/* RFC 8439, 2.3.2 */
TEST(chacha20_known_block)
{
	static const uint8_t expected[16] = {0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15,
					     0x50, 0x0f, 0xdd, 0x1f, 0xa3, 0x20, 0x71, 0xc4};
	static const uint32_t nonce[3] = {0x09000000, 0x4a000000, 0};
	uint32_t key[8];
	uint8_t out[64];

	for (uint32_t i = 0; i < 8; i++)
		key[i] = 0x03020100 + i * 0x04040404;
	chacha20_block(key, 1, nonce, out);
	CHECK(memcmp(out, expected, sizeof(expected)) == 0 && out[63] == 0x4e);
}
