/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's console: passed on to the standard output, and searched for the core's lines. */
#pragma once
#include "outcome.h"

/*
 * Starts a thread that passes on what comes from `file` to the standard output. A terminal gets every
 * byte; anything else gets text without colours (ECMA-48, 8.3.117: SGR), and no half line that is erased again.
 * 0, or an error number.
 */
int console_begin(int file, struct outcome *outcome);
/* Waits for the end of `file`. */
void console_end(void);
