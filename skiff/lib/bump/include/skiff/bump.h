/* SPDX-License-Identifier: BSD-3-Clause */
/* Bump allocator: takes memory from the front, and can free only the latest block. Not locked. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/** A heap. */
struct bump {
	uintptr_t next;	  /* first free byte */
	uintptr_t end;	  /* end of the memory */
	uintptr_t latest; /* the latest block, 0: none */
};

/** Make a heap of a piece of memory. */
void bump_init(struct bump *b, void *memory, size_t size);

/** @return `size` bytes aligned to `alignment` (a power of two), or NULL: no room.
 * Size 0 is 1. */
void *bump_alloc(struct bump *b, size_t alignment, size_t size);

/** Give the latest block back; any other stays taken. NULL does nothing. */
void bump_free(struct bump *b, void *block);

/** Bytes left. */
static inline size_t bump_left(const struct bump *b)
{
	return b->end - b->next;
}
