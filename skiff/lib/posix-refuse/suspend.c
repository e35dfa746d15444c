/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/refuse.h>

int64_t sys_rt_sigsuspend(void)
{
	return -ENOSYS;
}
