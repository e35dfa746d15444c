/* SPDX-License-Identifier: BSD-3-Clause */
/* Identity of the process: number 1, in a group and session of its own, user 0. */
#include <errno.h>
#include <stdbool.h>
#include <skiff/posix/process.h>

static bool session_leader;

int64_t sys_getpid(void)
{
	return POSIX_PROCESS;
}

int64_t sys_getppid(void)
{
	return 0;
}

int64_t sys_getpgid(int process)
{
	return process == 0 || process == POSIX_PROCESS ? POSIX_PROCESS : -ESRCH;
}

int64_t sys_getsid(int process)
{
	return sys_getpgid(process);
}

/* A process that leads its group can't begin a session (POSIX setsid): the first call is allowed,
 * as if a parent had started this one in its own group. */
int64_t sys_setsid(void)
{
	if (session_leader)
		return -EPERM;
	session_leader = true;
	return POSIX_PROCESS;
}

int64_t sys_setpgid(int process, int group)
{
	if (process != 0 && process != POSIX_PROCESS)
		return -ESRCH;
	if (group < 0)
		return -EINVAL;
	return group == 0 || group == POSIX_PROCESS ? 0 : -EPERM;
}

int64_t sys_getuid(void)
{
	return 0;
}

int64_t sys_geteuid(void)
{
	return 0;
}

int64_t sys_getgid(void)
{
	return 0;
}

int64_t sys_getegid(void)
{
	return 0;
}

int64_t sys_getgroups(int count, uint32_t *groups)
{
	(void)groups;
	return count < 0 ? -EINVAL : 0;
}

/* There is no other user to become (POSIX setuid, EINVAL: not supported by the implementation). */
static int64_t become(uint32_t id)
{
	return id == 0 || id == UINT32_MAX ? 0 : -EINVAL;
}

int64_t sys_setuid(uint32_t id)
{
	return become(id);
}

int64_t sys_setgid(uint32_t id)
{
	return become(id);
}

int64_t sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved)
{
	return become(real) || become(effective) ? -EINVAL : become(saved);
}

int64_t sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved)
{
	return sys_setresuid(real, effective, saved);
}

int64_t sys_setgroups(size_t count, const uint32_t *groups)
{
	for (size_t i = 0; i < count; i++)
		if (groups[i] != 0)
			return -EINVAL;
	return 0;
}
