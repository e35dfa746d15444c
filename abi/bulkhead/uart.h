/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of the UARTs that the core can write to. */
#pragma once
#include <arm/cadence_uart.h>
#include <arm/imx_uart.h>
#include <arm/ns16550.h>
#include <arm/pl011.h>
#include <bulkhead/manifest.h>

/* By enum bulkhead_uart. */
static const struct uart {
	uint32_t data, status; /* offsets of registers */
	uint32_t mask, room;   /* these bits of the status are `room` while the UART takes a byte */
	/* written before each byte, since a guest may own the UART: 0, 0: nothing */
	uint32_t control, enable;
} uarts[BULKHEAD_UART_COUNT] = {
    [BULKHEAD_UART_PL011] = {PL011_DR, PL011_FR, PL011_FR_TXFF, 0, 0, 0},
    [BULKHEAD_UART_CADENCE] = {CADENCE_UART_FIFO, CADENCE_UART_SR, CADENCE_UART_SR_TXFULL, 0,
			       CADENCE_UART_CR, CADENCE_UART_CR_TX_EN | CADENCE_UART_CR_RX_EN},
    [BULKHEAD_UART_IMX] = {IMX_UART_UTXD, IMX_UART_UTS, IMX_UART_UTS_TXFULL, 0, IMX_UART_UCR2,
			   IMX_UART_UCR2_ON},
    [BULKHEAD_UART_16550] = {NS16550_DATA, NS16550_LSR, NS16550_LSR_THRE, NS16550_LSR_THRE, 0, 0},
};
