/* SPDX-License-Identifier: BSD-3-Clause */
/* Arm PL011 (DDI 0183), polled output; the firmware or QEMU has set it up. */
#include <arm/pl011.h>
#include <skiff/plat.h>

static volatile uint32_t *reg(unsigned int offset)
{
	return (volatile uint32_t *)(machine.uart + offset);
}

static void put_char(char c)
{
	while (*reg(PL011_FR) & PL011_FR_TXFF)
		;
	*reg(PL011_DR) = (unsigned char)c;
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
