/* SPDX-License-Identifier: BSD-3-Clause */
/* The program break: an area that grows and shrinks at its end. */
#include <errno.h>
#include "inside.h"

static uintptr_t start, now;

void space_set_break(uintptr_t at)
{
	start = now = (at + PAGE - 1) & -PAGE;
}

int64_t sys_brk(uintptr_t end)
{
	uintptr_t from = (now + PAGE - 1) & -PAGE, to = (end + PAGE - 1) & -PAGE;

	if (end < start)
		return (int64_t)now;
	if (to < from) {
		area_remove(to, from);
	} else if (to > from) {
		/* The break must not grow over other areas. */
		if (!area_none(from, to) ||
		    space_map(from, to - from, POSIX_PROT_READ | POSIX_PROT_WRITE, NULL, 0) != 0)
			return (int64_t)now;
	}
	now = end;
	return (int64_t)now;
}
