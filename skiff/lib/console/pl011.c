/* SPDX-License-Identifier: BSD-3-Clause */
/* Arm PL011 (DDI 0183), polled output; the firmware or QEMU has set it up. */
#include <skiff/plat.h>

#define UARTDR	    0x00
#define UARTFR	    0x18
#define UARTFR_TXFF (1u << 5)

static volatile uint32_t *reg(unsigned int offset)
{
	return (volatile uint32_t *)(machine.uart + offset);
}

static void put_char(char c)
{
	while (*reg(UARTFR) & UARTFR_TXFF)
		;
	*reg(UARTDR) = (unsigned char)c;
}

void console_write(const char *text, size_t length)
{
	if (machine.uart == 0)
		return;
	for (; length > 0; length--, text++) {
		if (*text == '\n')
			put_char('\r');
		put_char(*text);
	}
}
