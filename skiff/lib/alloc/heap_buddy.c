/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/assert.h>
#include <skiff/buddy.h>

#define UNIT_SHIFT 5

static struct buddy heap;

void heap_init(void *memory, size_t size)
{
	if (buddy_init(&heap, memory, size, UNIT_SHIFT) < 0)
		panic("%zu bytes are no heap", size);
}

void *heap_malloc(size_t size)
{
	return buddy_alloc(&heap, size);
}

/* Blocks are aligned to their size, up to BUDDY_ALIGN. */
void *heap_memalign(size_t alignment, size_t size)
{
	if (alignment > BUDDY_ALIGN)
		return NULL;
	return buddy_alloc(&heap, size > alignment ? size : alignment);
}

void *heap_realloc(void *block, size_t size)
{
	size_t usable = block ? buddy_usable(&heap, block) : 0;
	void *moved;

	if (block && size <= usable && size > usable / 2)
		return block;
	moved = buddy_alloc(&heap, size);
	if (moved && block) {
		memcpy(moved, block, size < usable ? size : usable);
		buddy_free(&heap, block);
	}
	return moved;
}

void heap_release(void *block)
{
	buddy_free(&heap, block);
}

size_t heap_free(void)
{
	return buddy_left(&heap);
}

size_t heap_usable(const void *block)
{
	return buddy_usable(&heap, block);
}

int heap_check(void)
{
	return buddy_check(&heap);
}
