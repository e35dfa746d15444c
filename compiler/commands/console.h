/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's console: passed on as it comes, and read for the core's lines on the way. */
#pragma once
#include "outcome.h"

/*
 * Begins to pass on what comes from `file` to the standard output, in a thread of its own. A terminal gets every
 * byte; anything else gets text without colours (ECMA-48, 8.3.117: SGR), and no half line that is erased again.
 * 0, or an error number.
 */
int console_begin(int file, struct outcome *outcome);
/* Waits for the end of `file`. */
void console_end(void);
