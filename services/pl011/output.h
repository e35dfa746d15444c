/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Text on its way to the board's UART. The extension's exclusive section is held only to copy a line, or for what the
 * UART's FIFO takes at once; the wait for a slow UART is outside of it, on the time of who writes.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define SECTION_UART 0
#define FIFO_MOST    16 /* bytes to or from the UART in one section: bounds what others wait */
#define LINE_MOST \
	300 /* of a line of 200: with the client's name, colours and what erases another's line */

/* Behind port_init(): what was on its way before the extension began anew goes on. */
void output_init(void);

/* Enter the section, with room for LINE_MOST bytes. @return false: the UART takes nothing, the section isn't entered */
bool output_begin(void);
/* Within the section: append. What finds no room is dropped. */
void output_bytes(const char *bytes, uint32_t count);
void output_text(const char *text);
/* Leave the section, and output_drain() what was appended. */
void output_end(void);

/* Within the section: the end of what was appended. */
uint32_t output_mark(void);
/* Outside the section: bring text to the UART until all up to `end` is there, or the UART takes nothing. */
void output_drain(uint32_t end);
