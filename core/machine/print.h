/* SPDX-License-Identifier: BSD-3-Clause */
/* The core's log: one line a message on the board's UART. */
#pragma once
#include <stdint.h>

/*
 * Format with %s (string), %u (decimal) and %x (hexadecimal, 0x in front); numbers are uint64_t. Starts
 * with "bulkhead: ". The line is written as a whole.
 */
void print(const char *format, ...);
/* Bytes of a guest's console: `name` stands in front of each line. */
void print_console(const char *name, const char *bytes, unsigned count);
