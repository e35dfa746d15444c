/* SPDX-License-Identifier: BSD-3-Clause */
/* The board's UART, of a kind that the core knows (enum bulkhead_uart). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Begin; call it first. @param kind  enum bulkhead_uart; any other value is a PL011 */
void port_init(volatile uint32_t *registers, uint32_t kind);

/* Has the UART sent all bytes? Then it takes FIFO_MOST bytes at once. */
bool port_is_idle(void);
/* The register for bytes to send. */
volatile uint32_t *port_data(void);
bool port_has_input(void);
uint8_t port_get(void);
/* Clear the interrupt that input has raised. */
void port_clear(void);
/* Enable or disable the interrupt for input. */
void port_listen(bool on);
