/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap: malloc and its family (stdlib.h) on the allocator of CONFIG_ALLOC_*. */
#pragma once
#include <stddef.h>

/** Bytes of the heap that are free (bump: that are left). */
size_t heap_free(void);

/** Bytes that a block really has. */
size_t heap_usable(const void *block);

/** Check the heap's own data. @return 0, or a negative number that tells what is broken */
int heap_check(void);

/* --- What an allocator provides, one of heap_*.c ---------------------------------------------- */

void heap_init(void *memory, size_t size);
void *heap_malloc(size_t size);
void *heap_memalign(size_t alignment, size_t size);
void *heap_realloc(void *block, size_t size);
void heap_release(void *block);
