/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/refuse.h>

int __clone(void)
{
	return -ENOSYS;
}
