/* SPDX-License-Identifier: BSD-3-Clause */
/* Console output in registers: the core never reads this VM's memory. */
#include <skiff/hypercall.h>

/* Bytes 8 * index … of the text, little-endian; 0 beyond its end. */
static uint64_t word(const char *text, size_t length, size_t index)
{
	uint64_t w = 0;

	for (size_t i = 0; i < 8 && index * 8 + i < length; i++)
		w |= (uint64_t)(unsigned char)text[index * 8 + i] << (8 * i);
	return w;
}

static int64_t write_words(const uint64_t w[6], size_t length)
{
	register uint64_t x0 __asm__("x0") = BULKHEAD_HVC_CONSOLE_WRITE;
	register uint64_t x1 __asm__("x1") = length;
	register uint64_t x2 __asm__("x2") = w[0];
	register uint64_t x3 __asm__("x3") = w[1];
	register uint64_t x4 __asm__("x4") = w[2];
	register uint64_t x5 __asm__("x5") = w[3];
	register uint64_t x6 __asm__("x6") = w[4];
	register uint64_t x7 __asm__("x7") = w[5];

	__asm__ volatile("hvc #0"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 : "r"(x4), "r"(x5), "r"(x6), "r"(x7)
			 : "memory");
	return (int64_t)x0;
}

void hypercall_console_write(const char *text, size_t length)
{
	while (length > 0) {
		size_t n =
		    length < BULKHEAD_CONSOLE_BYTES_MAX ? length : BULKHEAD_CONSOLE_BYTES_MAX;
		uint64_t w[6];

		for (size_t i = 0; i < 6; i++)
			w[i] = word(text, n, i);
		for (unsigned tries = BULKHEAD_CONSOLE_TRIES;
		     write_words(w, n) == BULKHEAD_E_BUSY && tries; tries--)
			;
		text += n;
		length -= n;
	}
}
