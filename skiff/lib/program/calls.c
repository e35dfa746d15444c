/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of calls: each leads to the function of its name, if a selected library has it. */
#include <errno.h>
#include <skiff/print.h>
#include "inside.h"

#define CALL(number, name) void sys_##name(void) __attribute__((weak));
#include "calls.inc"
#undef CALL

#define CALL(number, name) [number] = (const void *)sys_##name,
const void *const program_calls[PROGRAM_CALLS] = {
#include "calls.inc"
};
#undef CALL

#define CALL(number, name) [number] = #name,
static const char *const names[PROGRAM_CALLS] = {
#include "calls.inc"
};
#undef CALL

int64_t program_unserved(uint64_t number)
{
	static uint8_t said[PROGRAM_CALLS];
	const char *name = number < PROGRAM_CALLS ? names[number] : NULL;

	if (number >= PROGRAM_CALLS || !said[number])
		print("skiff: call %lu%s%s is not served: ENOSYS\n", (unsigned long)number,
		      name ? " " : "", name ? name : "");
	if (number < PROGRAM_CALLS)
		said[number] = 1;
	return -ENOSYS;
}
