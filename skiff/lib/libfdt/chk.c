/* SPDX-License-Identifier: BSD-3-Clause */
/* Debian builds its libraries with _FORTIFY_SOURCE: these carry the size of the target. */
#include <string.h>
#include <skiff/assert.h>

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room);
void *__memmove_chk(void *to, const void *from, size_t size, size_t room);
void *__memset_chk(void *to, int byte, size_t size, size_t room);
_Noreturn void __stack_chk_fail(void);
unsigned long __stack_chk_guard = 0xa5c3d00dul;

static void check(size_t size, size_t room)
{
	if (size > room)
		panic("buffer overflow: %zu bytes into %zu", size, room);
}

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room)
{
	check(size, room);
	return memcpy(to, from, size);
}

void *__memmove_chk(void *to, const void *from, size_t size, size_t room)
{
	check(size, room);
	return memmove(to, from, size);
}

void *__memset_chk(void *to, int byte, size_t size, size_t room)
{
	check(size, room);
	return memset(to, byte, size);
}

_Noreturn void __stack_chk_fail(void)
{
	panic("stack of a function overwritten");
}
