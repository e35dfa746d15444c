/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once
#include "board.h"

/* Does `compatible` name a UART that the core can write to, and of which kind? */
bool board_find_uart(const void *tree, int node, enum bulkhead_uart *kind);
/* Finds the board's console. Errors are reported. */
void board_read_console(struct board *board);
