/* SPDX-License-Identifier: BSD-3-Clause */
/* The board's UART, of a kind that the core knows (enum bulkhead_uart). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Before anything else. @param kind  enum bulkhead_uart; another is a PL011 */
void port_init(volatile uint32_t *registers, uint32_t kind);

/* Has it sent all that it was given? Then it takes FIFO_MOST bytes at once. */
bool port_is_idle(void);
/* Where bytes to send are written. */
volatile uint32_t *port_data(void);
bool port_has_input(void);
uint8_t port_get(void);
/* Forget the interrupt that input has raised. */
void port_clear(void);
/* Is it to raise its interrupt for input? */
void port_listen(bool on);
