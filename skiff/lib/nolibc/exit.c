/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <skiff/plat.h>

_Noreturn void exit(int status)
{
	plat_exit(status);
}
