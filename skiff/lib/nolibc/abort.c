/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <skiff/assert.h>

_Noreturn void abort(void)
{
	panic("abort");
}
