/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What picolibc needs from its system: streams on the console, and exit. Library `alloc` has malloc.
 */
#include <stdio.h>
#include <stdlib.h>
#include <skiff/init.h>
#include <skiff/plat.h>

static int put(char c, FILE *stream)
{
	(void)stream;
	console_write(&c, 1);
	return (unsigned char)c;
}

static int get(FILE *stream)
{
	(void)stream;
	return EOF;
}

static FILE console = FDEV_SETUP_STREAM(put, get, NULL, _FDEV_SETUP_RW);
FILE *const stdin = &console;
FILE *const stdout = &console;
FILE *const stderr = &console;

_Noreturn void _exit(int status);

_Noreturn void _exit(int status)
{
	plat_exit(status);
}

/* libgcc's atomics ask once, in a constructor, whether the processor has the Large System Extensions:
 * the answer 0 makes libgcc not use them. */
unsigned long __getauxval(unsigned long type);

unsigned long __getauxval(unsigned long type)
{
	(void)type;
	return 0;
}
