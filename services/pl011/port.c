/* SPDX-License-Identifier: BSD-3-Clause */
#include "port.h"
#include <arm/cadence_uart.h>
#include <arm/imx_uart.h>
#include <arm/ns16550.h>
#include <arm/pl011.h>
#include <bulkhead/manifest.h>

#define PL011_INT_INPUT (PL011_INT_RX | PL011_INT_RT)

struct write {
	uint32_t at, value;
};
/* Offsets of registers, and the bits that say that all is sent, and that there is (or isn't) input. */
static const struct port {
	uint32_t out, in, status, idle, input, no_input;
	struct write begin, mark, clear, listen, ignore;
} ports[BULKHEAD_UART_COUNT] = {
    [BULKHEAD_UART_PL011] = {PL011_DR,
			     PL011_DR,
			     PL011_FR,
			     PL011_FR_TXFE,
			     0,
			     PL011_FR_RXFE,
			     {PL011_ICR, PL011_INT_INPUT},
			     {PL011_ICR, PL011_INT_INPUT},
			     {PL011_ICR, PL011_INT_INPUT},
			     {PL011_IMSC, PL011_INT_INPUT},
			     {PL011_IMSC, 0}},
    [BULKHEAD_UART_CADENCE] = {CADENCE_UART_FIFO,
			       CADENCE_UART_FIFO,
			       CADENCE_UART_SR,
			       CADENCE_UART_SR_TXEMPTY,
			       0,
			       CADENCE_UART_SR_RXEMPTY,
			       {CADENCE_UART_CR, CADENCE_UART_CR_TX_EN | CADENCE_UART_CR_RX_EN},
			       {CADENCE_UART_RTRIG, 1},
			       {CADENCE_UART_ISR, CADENCE_UART_INT_RX},
			       {CADENCE_UART_IER, CADENCE_UART_INT_RX},
			       {CADENCE_UART_IDR, CADENCE_UART_INT_RX}},
    [BULKHEAD_UART_IMX] = {IMX_UART_UTXD,
			   IMX_UART_URXD,
			   IMX_UART_USR2,
			   IMX_UART_USR2_TXFE,
			   IMX_UART_USR2_RDR,
			   0,
			   {IMX_UART_UCR1, IMX_UART_UCR1_ON},
			   {IMX_UART_UCR2, IMX_UART_UCR2_ON},
			   {IMX_UART_USR1, 0},
			   {IMX_UART_UCR1, IMX_UART_UCR1_ON | IMX_UART_UCR1_RX},
			   {IMX_UART_UCR1, IMX_UART_UCR1_ON}},
    [BULKHEAD_UART_16550] = {NS16550_DATA,
			     NS16550_DATA,
			     NS16550_LSR,
			     NS16550_LSR_TEMT,
			     NS16550_LSR_RX,
			     0,
			     {NS16550_FCR, NS16550_FCR_ENABLE},
			     {NS16550_IER, 0},
			     {NS16550_SCR, 0}, /* reading the input clears its interrupt */
			     {NS16550_IER, NS16550_IER_RX},
			     {NS16550_IER, 0}},
};

static volatile uint32_t *uart;
static const struct port *port = ports;

static void put(const struct write *write)
{
	uart[write->at / 4] = write->value;
}

void port_init(volatile uint32_t *registers, uint32_t kind)
{
	uart = registers;
	port = &ports[kind < BULKHEAD_UART_COUNT ? kind : BULKHEAD_UART_PL011];
	put(&port->begin);
	put(&port->mark);
}

bool port_is_idle(void)
{
	return uart[port->status / 4] & port->idle;
}

volatile uint32_t *port_data(void)
{
	return uart + port->out / 4;
}

bool port_has_input(void)
{
	uint32_t status = uart[port->status / 4];

	return port->no_input ? !(status & port->no_input) : status & port->input;
}

uint8_t port_get(void)
{
	return (uint8_t)uart[port->in / 4];
}

void port_clear(void)
{
	put(&port->clear);
}

void port_listen(bool on)
{
	put(on ? &port->listen : &port->ignore);
}
