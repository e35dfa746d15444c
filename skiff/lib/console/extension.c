/* SPDX-License-Identifier: BSD-3-Clause */
/* An extension's output goes to the core's log, 56 bytes a call. */
#include <skiff/extension.h>
#include <skiff/plat.h>

#define PRINT_BYTES 56

void console_write(const char *text, size_t length)
{
	while (length > 0) {
		size_t n = length < PRINT_BYTES ? length : PRINT_BYTES;
		uint64_t x[8] = {n};

		for (size_t i = 0; i < n; i++)
			x[1 + i / 8] |= (uint64_t)(unsigned char)text[i] << (8 * (i % 8));
		for (unsigned tries = BULKHEAD_CONSOLE_TRIES; tries; tries--) {
			extension_svc8(BULKHEAD_SVC_PRINT, x);
			if ((int64_t)x[0] != BULKHEAD_E_BUSY)
				break;
			x[0] = n;
		}
		text += n;
		length -= n;
	}
}
