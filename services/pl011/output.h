/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Text on its way to the board's UART. The extension's exclusive section is held only to copy a line, or for what the
 * UART's FIFO takes at once; a slow UART is waited for outside of it, in the writer's time.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define SECTION_UART 0
#define FIFO_MOST    16 /* bytes to or from the UART in one section: bounds what others wait */
#define LINE_MOST \
	300 /* bytes for a line of 200, with the client's name, colours and the erasure of another line */

/* Begin, after port_init(): output that was on its way before a restart of the extension goes on. */
void output_init(void);

/* Enter the section, with room for LINE_MOST bytes. @return false: the UART takes nothing, and the section isn't entered */
bool output_begin(void);
/* Within the section: append bytes. Bytes without room are dropped. */
void output_bytes(const char *bytes, uint32_t count);
void output_text(const char *text);
/* Leave the section, and call output_drain() for what was appended. */
void output_end(void);

/* Within the section: the position behind what was appended. */
uint32_t output_mark(void);
/* Outside the section: write to the UART until all up to `end` is written, or the UART takes nothing. */
void output_drain(uint32_t end);
