/* SPDX-License-Identifier: BSD-3-Clause */
/* Standard output is the console. */
#include <stdio.h>
#include <string.h>
#include <skiff/plat.h>
#include <skiff/print.h>

int vprintf(const char *restrict fmt, va_list args)
{
	return vprint(fmt, args);
}

int printf(const char *restrict fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vprint(fmt, args);
	va_end(args);
	return n;
}

int puts(const char *s)
{
	console_write(s, strlen(s));
	console_write("\n", 1);
	return 1;
}

int putchar(int c)
{
	char character = (char)c;

	console_write(&character, 1);
	return (unsigned char)character;
}
