/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/print.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <arm/pl011.h>
#include "machine/cpu.h"
#include "machine/spinlock.h"
#include "machine/sysreg.h"

/* a UART that is stuck, or that its owner switched off, must not stop the core */
#define PL011_SPINS 100000

static struct spinlock lock;
static const char *line_owner; /* whose unfinished line is on the console, NULL: none */

static bool stuck; /* it was waited for in vain: no more, until it has room by itself */

static void put(char ch)
{
	uint64_t uart = core_header.uart;
	unsigned spins = stuck ? 1 : PL011_SPINS;

	if (!uart)
		return;
	while (spins && (mmio_read32(uart + PL011_FR) & PL011_FR_TXFF))
		spins--;
	stuck = !spins;
	if (!stuck)
		mmio_write32(uart + PL011_DR, (uint8_t)ch);
}

static void put_string(const char *s)
{
	for (; *s; s++) {
		if (*s == '\n')
			put('\r');
		put(*s);
	}
}

static void put_number(uint64_t n, unsigned base)
{
	char digits[24], *p = digits + sizeof(digits) - 1;

	*p = 0;
	do
		*--p = "0123456789abcdef"[n % base];
	while (n /= base);
	put_string(p);
}

void print(const char *format, ...)
{
	va_list args;

	spin_lock(&lock);
	if (line_owner)
		put_string("\n");
	line_owner = NULL;
	put_string("bulkhead: ");
	va_start(args, format);
	for (; *format; format++) {
		if (*format != '%') {
			if (*format == '\n')
				put('\r');
			put(*format);
			continue;
		}
		switch (*++format) {
		case 's':
			put_string(va_arg(args, const char *));
			break;
		case 'u':
			put_number(va_arg(args, uint64_t), 10);
			break;
		default:
			put_string("0x");
			put_number(va_arg(args, uint64_t), 16);
		}
	}
	va_end(args);
	spin_unlock(&lock);
}

void print_console(const char *name, const char *bytes, unsigned count)
{
	spin_lock(&lock);
	for (unsigned i = 0; i < count; i++) {
		if (line_owner != name) {
			if (line_owner)
				put_string("\n");
			put_string(name);
			put_string(": ");
			line_owner = name;
		}
		if (bytes[i] == '\n') {
			put('\r');
			line_owner = NULL;
		}
		put(bytes[i]);
	}
	spin_unlock(&lock);
}
