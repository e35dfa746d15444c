/* SPDX-License-Identifier: BSD-3-Clause */
/* Replaces musl's syscall(): its "number" is the address of a function, see build.sh. */
#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#define ERROR_MAX 4095 /* results from -4095 on are errors, as in Linux */

long syscall(long call, ...)
{
	long a[6], result;
	va_list args;

	va_start(args, call);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	result = ((long (*)(long, long, long, long, long, long))call)(a[0], a[1], a[2], a[3], a[4],
								      a[5]);
	if (result < 0 && result >= -ERROR_MAX) {
		errno = (int)-result;
		return -1;
	}
	return result;
}
