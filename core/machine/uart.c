/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/uart.h"
#include <arm/cadence_uart.h>
#include <arm/imx_uart.h>
#include <arm/pl011.h>
#include "machine/cpu.h"
#include "machine/sysreg.h"

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

static struct {
	pa_t data, status, control; /* of registers; `data` 0: there is none */
	uint32_t full, enable;
} uart;

void uart_find(void)
{
	uint64_t base = core_header.uart;
	uint64_t kind = core_header.uart_kind < BULKHEAD_UART_COUNT ? core_header.uart_kind : 0;

	uart.data = pa_of(base, base ? uarts[kind].data : 0);
	uart.status = pa_of(base, uarts[kind].status);
	uart.control = pa_of(base, uarts[kind].control);
	uart.full = uarts[kind].full;
	uart.enable = uarts[kind].enable;
}

bool uart_put(char byte)
{
	if (!uart.data.value)
		return true;
	if (uart.enable)
		mmio_write32(uart.control, uart.enable);
	if (mmio_read32(uart.status) & uart.full)
		return false;
	mmio_write32(uart.data, (uint8_t)byte);
	return true;
}
