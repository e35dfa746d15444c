/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/refuse.h>

int64_t sys_execve(void)
{
	return -ENOSYS;
}

int64_t sys_wait4(void)
{
	return -ENOSYS;
}

int64_t sys_waitid(void)
{
	return -ENOSYS;
}

int64_t sys_clone(void)
{
	return -ENOSYS;
}

int64_t sys_socketpair(void)
{
	return -ENOSYS;
}

int64_t sys_setpriority(void)
{
	return -ENOSYS;
}
