/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/net.h>
#include <skiff/test.h>

/* Word by word, as RFC 1071 defines it, in the byte order of a little-endian machine's memory. */
static unsigned short simple(const uint8_t *at, int size)
{
	uint32_t sum = 0;

	for (int i = 0; i < size; i++) {
		sum += i % 2 ? (uint32_t)at[i] << 8 : at[i];
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return (unsigned short)sum;
}

TEST(checksum_is_that_of_the_definition)
{
	uint8_t bytes[200];
	bool right = true;

	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i < 100 ? 255 : i * 37);
	for (int start = 0; start < 9; start++)
		for (int size = 0; size <= 190; size++)
			right = right &&
				net_checksum(bytes + start, size) == simple(bytes + start, size);
	CHECK(right && net_checksum("\x01\x02\x03", 3) == 0x0204);
}
