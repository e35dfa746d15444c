/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/assert.h>

_Noreturn void assert_failed(const char *condition, const char *file, int line)
{
	panic("assertion failed: %s (%s:%d)", condition, file, line);
}
