/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap: malloc and its family (stdlib.h) on the allocator of CONFIG_ALLOC_*. */
#pragma once
#include <stddef.h>

/** Free bytes of the heap (bump: bytes behind the last block). */
size_t heap_free(void);

/** Usable bytes of a block, at least the requested ones. */
size_t heap_usable(const void *block);

/** Check the heap's own data. @return 0, or a negative number that tells what is broken */
int heap_check(void);

/* --- What an allocator provides, one of heap_*.c; called with interrupts masked ----------------
 */

/** Make a heap in this memory; panics if it is too small. */
void heap_init(void *memory, size_t size);

/** @return at least `size` bytes, aligned to 16 and distinct from all others even for size 0; NULL:
 * no memory */
void *heap_malloc(size_t size);

/** heap_malloc() with an alignment that is a power of two.
 * @return NULL also for an alignment that the allocator doesn't support (buddy: more than 4096) */
void *heap_memalign(size_t alignment, size_t size);

/** Change a block's size, moving it if necessary; NULL makes a new block. @return NULL: no memory, and the block is unchanged */
void *heap_realloc(void *block, size_t size);

/** Give a block back; NULL does nothing. */
void heap_release(void *block);
