/* SPDX-License-Identifier: BSD-3-Clause */
/* The end. */
#include <string.h>
#include <skiff/plat.h>
#include <skiff/posix/process.h>

_Noreturn void sys_exit_group(int status)
{
	/* Platforms can't pass a status on, so this line reports it. */
	if ((status & 0xff) != 0) {
		char line[] = "\nskiff: exit status 000\n";
		char *digit = strchr(line, '0') + 2;

		for (unsigned int rest = status & 0xff; rest > 0; rest /= 10)
			*digit-- = (char)('0' + rest % 10);
		console_write(line, sizeof(line) - 1);
	}
	plat_exit(status);
}
