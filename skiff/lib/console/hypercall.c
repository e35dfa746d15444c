/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/hypercall.h>
#include <skiff/plat.h>

void console_write(const char *text, size_t length)
{
	hypercall_console_write(text, length);
}
