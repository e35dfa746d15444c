/* SPDX-License-Identifier: BSD-3-Clause */
/* The Internet checksum by words of 64 bits: 16-bit words may be summed in larger ones, then folded (RFC 1071, 2 (C)). */
#include <string.h>
#include <skiff/net.h>

static uint64_t load(const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static uint64_t add(uint64_t sum, uint64_t word)
{
	sum += word;
	return sum + (sum < word); /* add the carry back */
}

unsigned short net_checksum(const void *data, int size)
{
	const uint8_t *at = data;
	uint64_t sum = 0;

	for (; size >= 32; size -= 32, at += 32) {
		sum = add(sum, load(at));
		sum = add(sum, load(at + 8));
		sum = add(sum, load(at + 16));
		sum = add(sum, load(at + 24));
	}
	for (; size >= 8; size -= 8, at += 8)
		sum = add(sum, load(at));
	if (size > 0) {
		uint64_t rest = 0;

		memcpy(&rest, at, (size_t)size);
		sum = add(sum, rest);
	}
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	return (unsigned short)sum;
}
