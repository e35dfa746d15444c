/* SPDX-License-Identifier: BSD-3-Clause */
/* The board's UART, which a guest may own, too. One core uses it at a time. */
#pragma once
#include <stdbool.h>

/* Look up which one it is, before the first byte that a core writes. */
void uart_find(void);
/* False: it has no room, now or for ever. Where there is no UART, it has. */
bool uart_put(char byte);
