/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What picolibc asks of its system: streams on the console, exit, and the thread-local block where
 * its errno lies. There is one block for all threads, as with nolibc. malloc is library `alloc`'s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <skiff/init.h>
#include <skiff/plat.h>

/* Size of what precedes the block at TPIDR_EL0 (ELF for the Arm 64-bit architecture, TLS variant
 * 1). */
#define TCB_SIZE 16

extern char __tls_base[];

static void tls_init(void)
{
	__asm__ volatile("msr tpidr_el0, %0" : : "r"((uintptr_t)__tls_base - TCB_SIZE));
}
INIT(INIT_MEMORY, tls_init);

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
