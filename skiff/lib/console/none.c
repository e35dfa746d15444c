/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/plat.h>

void console_write(const char *text, size_t length)
{
	(void)text, (void)length;
}
