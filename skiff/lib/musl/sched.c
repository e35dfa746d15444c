/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * musl 1.2 answers ENOSYS to these four, as Linux's calls are about a thread and POSIX's about a process. Here they are the
 * calls of library `posix-thread`; a process is its first thread.
 */
#include <errno.h>
#include <sched.h>
#include <skiff/posix/thread.h>

static int result_of(int64_t result)
{
	if (result >= 0)
		return (int)result;
	errno = (int)-result;
	return -1;
}

int sched_getparam(pid_t process, struct sched_param *to)
{
	return result_of(sys_sched_getparam(process, &to->sched_priority));
}

int sched_setparam(pid_t process, const struct sched_param *set)
{
	return result_of(sys_sched_setparam(process, &set->sched_priority));
}

int sched_getscheduler(pid_t process)
{
	return result_of(sys_sched_getscheduler(process));
}

int sched_setscheduler(pid_t process, int policy, const struct sched_param *set)
{
	return result_of(sys_sched_setscheduler(process, policy, &set->sched_priority));
}
