/* SPDX-License-Identifier: BSD-3-Clause */
/* musl's heap is that of library `alloc`, also for musl's own allocations. */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <skiff/alloc.h>

void *__libc_malloc(size_t size);
void __libc_free(void *block);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

void *__libc_malloc(size_t size)
{
	return malloc(size);
}

void __libc_free(void *block)
{
	free(block);
}

void *__libc_calloc(size_t count, size_t size)
{
	return calloc(count, size);
}

void *__libc_realloc(void *block, size_t size)
{
	return realloc(block, size);
}

size_t malloc_usable_size(void *block)
{
	return block ? heap_usable(block) : 0;
}
