/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <skiff/init.h>
#include <skiff/plat.h>

_Noreturn void exit(int status)
{
	boot_exit(status);
}

_Noreturn void _Exit(int status)
{
	plat_exit(status);
}
