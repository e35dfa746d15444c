/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once
#include "board.h"

/* Is the node a UART that the core can write to, by its binding's name, and of which kind? */
bool board_find_uart(const void *tree, int node, enum bulkhead_uart *kind);
/* Reads where the board's console is. Errors are reported. */
void board_read_console(struct board *board);
