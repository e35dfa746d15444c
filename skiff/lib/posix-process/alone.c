/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls about threads for the only thread, without library `posix-thread`. */
#include <errno.h>
#include <skiff/posix/process.h>

#define FUTEX_COMMAND	  0x7f /* without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME */
#define FUTEX_WAIT	  0
#define FUTEX_WAKE	  1
#define FUTEX_REQUEUE	  3
#define FUTEX_CMP_REQUEUE 4

_Noreturn void sys_exit(int status)
{
	sys_exit_group(status);
}

/* Nothing is ever cleared: this thread's end is the end of the machine. */
int64_t sys_set_tid_address(int *clear)
{
	(void)clear;
	return POSIX_PROCESS;
}

int64_t sys_gettid(void)
{
	return POSIX_PROCESS;
}

int64_t sys_sched_yield(void)
{
	return 0;
}

/* No other thread can be woken, or wake this one: a wait would be a deadlock. */
int64_t sys_futex(uint32_t *word, int operation, uint32_t value,
		  const struct posix_timespec *timeout, uint32_t *other, uint32_t compare)
{
	(void)other, (void)compare;
	switch (operation & FUTEX_COMMAND) {
	case FUTEX_WAIT:
		if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value)
			return -EAGAIN;
		return timeout ? -ETIMEDOUT : -EDEADLK;
	case FUTEX_WAKE:
	case FUTEX_REQUEUE:
	case FUTEX_CMP_REQUEUE:
		return 0;
	default:
		return -ENOSYS;
	}
}
