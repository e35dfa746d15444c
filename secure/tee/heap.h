/* SPDX-License-Identifier: BSD-3-Clause */
/* A binary buddy allocator over a partition's own arena: its memory limit. Bounded time; locked by
 * the caller. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define HEAP_UNIT_SHIFT 6  /* the smallest block: 64 bytes */
#define HEAP_SIZE_SHIFT 20 /* the arena: 1 MiB */
#define HEAP_ORDERS	(HEAP_SIZE_SHIFT - HEAP_UNIT_SHIFT + 1)
#define HEAP_UNITS	(1U << (HEAP_SIZE_SHIFT - HEAP_UNIT_SHIFT))

struct heap_block {
	struct heap_block *next, **link;
};

struct heap {
	uint8_t *
	    arena; /* 2^HEAP_SIZE_SHIFT bytes, aligned to a page; contents need no initialisation */
	uint8_t order[HEAP_UNITS]; /* of the block that starts at this unit, with HEAP_FREE while it
				      is free */
	struct heap_block *free[HEAP_ORDERS];
	size_t used; /* bytes in allocated blocks */
};

/* Make all of @arena one free block. */
void heap_init(struct heap *heap, uint8_t *arena);

/* @size bytes, zeroed and aligned to their block size, or NULL when the limit is reached or @size
 * is 0. */
void *heap_alloc(struct heap *heap, size_t size);

/* Give back what heap_alloc returned, wiped. NULL is allowed. */
void heap_free(struct heap *heap, void *pointer);

/* Wipe everything that is allocated and start anew. */
void heap_wipe(struct heap *heap);
