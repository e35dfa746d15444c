/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/print.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <arm/cadence_uart.h>
#include <arm/imx_uart.h>
#include <arm/pl011.h>
#include "machine/cpu.h"
#include "machine/spinlock.h"
#include "machine/sysreg.h"

/* a UART that is stuck, or that its owner switched off, must not stop the core */
#define UART_SPINS 100000

/* By enum bulkhead_uart: where bytes go, and what says that there is no room. */
static const struct {
	uint32_t data, status, full;
	uint32_t control,
	    enable; /* written before each byte, since a guest may own the UART: 0, 0: nothing */
} uarts[BULKHEAD_UART_COUNT] = {
    [BULKHEAD_UART_PL011] = {PL011_DR, PL011_FR, PL011_FR_TXFF, 0, 0},
    [BULKHEAD_UART_CADENCE] = {CADENCE_UART_FIFO, CADENCE_UART_SR, CADENCE_UART_SR_TXFULL,
			       CADENCE_UART_CR, CADENCE_UART_CR_TX_EN | CADENCE_UART_CR_RX_EN},
    [BULKHEAD_UART_IMX] = {IMX_UART_UTXD, IMX_UART_UTS, IMX_UART_UTS_TXFULL, IMX_UART_UCR2,
			   IMX_UART_UCR2_ON},
};

static struct spinlock lock;
static const char *line_owner; /* whose unfinished line is on the console, NULL: none */

static bool stuck; /* it was waited for in vain: no more, until it has room by itself */

/* The board's UART, looked up once a line. */
static struct {
	pa_t data, status, control; /* of registers; `data` 0: there is none */
	uint32_t full, enable;
} uart;

static void find_uart(void)
{
	uint64_t base = core_header.uart;
	uint64_t kind = core_header.uart_kind < BULKHEAD_UART_COUNT ? core_header.uart_kind : 0;

	uart.data = pa_of(base, base ? uarts[kind].data : 0);
	uart.status = pa_of(base, uarts[kind].status);
	uart.control = pa_of(base, uarts[kind].control);
	uart.full = uarts[kind].full;
	uart.enable = uarts[kind].enable;
}

static void put(char ch)
{
	unsigned spins = stuck ? 1 : UART_SPINS;

	if (!uart.data.value)
		return;
	if (uart.enable)
		mmio_write32(uart.control, uart.enable);
	while (spins && (mmio_read32(uart.status) & uart.full))
		spins--;
	stuck = !spins;
	if (!stuck)
		mmio_write32(uart.data, (uint8_t)ch);
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
	find_uart();
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
	find_uart();
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
