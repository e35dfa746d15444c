/* SPDX-License-Identifier: BSD-3-Clause */
/* Replaces musl's clone.s and __unmapself.s: library `posix-thread` makes threads. */
#include <stdarg.h>
#include <stdint.h>
#include <skiff/posix/thread.h>

int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...);
_Noreturn void __unmapself(void *base, size_t size);

int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...)
{
	int *number, *clear;
	uintptr_t tls;
	va_list rest;

	va_start(rest, argument);
	number = va_arg(rest, int *);
	tls = va_arg(rest, uintptr_t);
	clear = va_arg(rest, int *);
	va_end(rest);
	return posix_thread_clone(function, stack, (unsigned int)flags, argument, number, tls,
				  clear);
}

_Noreturn void __unmapself(void *base, size_t size)
{
	posix_thread_unmap_self(base, size);
}
