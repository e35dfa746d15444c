/* SPDX-License-Identifier: BSD-3-Clause */
/* The secure serial port, for boot messages and panics. */
#pragma once
#include <stdint.h>

/* Print @text; then, if @name is not NULL, " @name=0x..." for each following pair up to NULL. */
void console_print(const char *text, ...);
