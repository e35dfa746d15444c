/* SPDX-License-Identifier: BSD-3-Clause */
/* What the archives of Debian expect from a C library beyond picolibc's string functions. */
#include <stddef.h>
#include <string.h>
#include "panic.h"
#include "partition.h"
#include "thread.h"

uintptr_t __stack_chk_guard = 0x5A17C0DE00D1A6EDUL;

void __stack_chk_fail(void)
{
	panic("stack smashed in a library", (uint64_t)__builtin_return_address(0), 0);
}

void *__memcpy_chk(void *to, const void *from, size_t count, size_t room)
{
	if (count > room)
		panic("library overflow", count, room);
	return memcpy(to, from, count);
}

void *__memset_chk(void *to, int value, size_t count, size_t room)
{
	if (count > room)
		panic("library overflow", count, room);
	return memset(to, value, count);
}

/* Only threads allocate: from their partition's limit. */
void *calloc(size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		return NULL;
	return partition_alloc(thread_current()->partition, total);
}

void free(void *pointer)
{
	partition_free(thread_current()->partition, pointer);
}

/* Files, clocks and printing: parts of the archives that nothing here calls refer to them. */
void libc_absent(void)
{
	panic("library needs an absent function", (uint64_t)__builtin_return_address(0), 0);
}

#define ABSENT(name) void name(void) __attribute__((alias("libc_absent")))
ABSENT(fopen);
ABSENT(fclose);
ABSENT(fread);
ABSENT(fwrite);
ABSENT(fgets);
ABSENT(ferror);
ABSENT(fseek);
ABSENT(ftell);
ABSENT(gmtime_r);
ABSENT(puts);
ABSENT(putchar);
ABSENT(__printf_chk);
ABSENT(__snprintf_chk);

/* mbedtls locks its contexts; ours are each used under a lock of the TEE or by one thread. */
int pthread_mutex_init(void *mutex, const void *attributes)
{
	(void)mutex;
	(void)attributes;
	return 0;
}

int pthread_mutex_lock(void *mutex)
{
	(void)mutex;
	return 0;
}

int pthread_mutex_unlock(void *mutex)
{
	(void)mutex;
	return 0;
}

int pthread_mutex_destroy(void *mutex)
{
	(void)mutex;
	return 0;
}
