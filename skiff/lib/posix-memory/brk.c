/* SPDX-License-Identifier: BSD-3-Clause */
/* The program break: an area of the heap, allocated at the first call. */
#include <stdlib.h>
#include <string.h>
#include <skiff/config.h>
#include <skiff/posix/abi.h>
#include <skiff/posix/memory.h>

int64_t sys_brk(uintptr_t end)
{
	static uintptr_t start, now;

	if (!start && CONFIG_POSIX_BRK_SIZE > 0)
		start = now = (uintptr_t)aligned_alloc(POSIX_PAGE_SIZE, CONFIG_POSIX_BRK_SIZE);
	if (start && end >= start && end - start <= CONFIG_POSIX_BRK_SIZE) {
		if (end > now)
			memset((void *)now, 0, end - now);
		now = end;
	}
	return (int64_t)now;
}
