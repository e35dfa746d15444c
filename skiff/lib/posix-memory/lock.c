/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locked memory. All memory here is resident at any rate: nothing is paged out, and mappings are complete. What mlockall
 * changes is msync (POSIX msync, EBUSY).
 */
#include <errno.h>
#include <skiff/plat.h>
#include <skiff/posix/memory.h>
#include "inside.h"

bool memory_locked;

static int check(uintptr_t at, size_t size)
{
	uintptr_t high =
	    machine.heap_end > machine.stack_high ? machine.heap_end : machine.stack_high;

	return at > high || size > high - at ? -ENOMEM : 0;
}

int64_t sys_mlock(uintptr_t at, size_t size)
{
	return check(at, size);
}

int64_t sys_munlock(uintptr_t at, size_t size)
{
	return check(at, size);
}

int64_t sys_mlockall(unsigned int flags)
{
	unsigned int which = flags & (POSIX_MCL_CURRENT | POSIX_MCL_FUTURE);

	if (!which || (flags != which && flags != (which | POSIX_MCL_ONFAULT)))
		return -EINVAL;
	memory_locked = true;
	return 0;
}

int64_t sys_munlockall(void)
{
	memory_locked = false;
	return 0;
}
