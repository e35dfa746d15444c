/* SPDX-License-Identifier: BSD-3-Clause */
/* PL011 (Arm DDI 0183), polled. */
#include "console.h"
#include "layout.h"
#include "sysreg.h"
#include <arm/pl011.h>
#include <stdarg.h>
#include <stddef.h>

static void put(char c)
{
	/* The loop is bounded: a FIFO that stays full must not stop the secure world. */
	for (int i = 0; i < 100000 && (mmio_read32(UART_BASE + PL011_FR) & PL011_FR_TXFF); i++)
		;
	mmio_write32(UART_BASE + PL011_DR, (unsigned char)c);
}

static void put_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			put('\r');
		put(*text);
	}
}

void console_print(const char *text, ...)
{
	va_list ap;
	const char *name;

	mmio_write32(UART_BASE + PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	put_text(text);
	va_start(ap, text);
	while ((name = va_arg(ap, const char *)) != NULL) {
		uint64_t value = va_arg(ap, uint64_t);
		int shift = 60;

		put(' ');
		put_text(name);
		put_text("=0x");
		while (shift > 0 && !(value >> shift))
			shift -= 4;
		for (; shift >= 0; shift -= 4)
			put("0123456789abcdef"[(value >> shift) & 0xF]);
	}
	va_end(ap);
	put_text("\n");
}
