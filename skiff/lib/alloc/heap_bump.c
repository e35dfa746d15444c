/* SPDX-License-Identifier: BSD-3-Clause */
/* The size of a block stands in front of it, for realloc. */
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/bump.h>

#define HEADER 16u

static struct bump heap;

void heap_init(void *memory, size_t size)
{
	bump_init(&heap, memory, size);
}

void *heap_memalign(size_t alignment, size_t size)
{
	char *block;

	if (alignment < HEADER)
		alignment = HEADER;
	if (size > bump_left(&heap))
		return NULL;
	block = bump_alloc(&heap, alignment, alignment + size);
	if (!block)
		return NULL;
	block += alignment;
	memcpy(block - sizeof(size), &size, sizeof(size));
	return block;
}

void *heap_malloc(size_t size)
{
	return heap_memalign(HEADER, size);
}

size_t heap_usable(const void *block)
{
	size_t size;

	memcpy(&size, (const char *)block - sizeof(size), sizeof(size));
	return size;
}

void heap_release(void *block)
{
	if (block)
		bump_free(&heap, (char *)block - HEADER);
}

void *heap_realloc(void *block, size_t size)
{
	size_t had = block ? heap_usable(block) : 0;
	void *moved;

	if (block && size <= had)
		return block;
	moved = heap_malloc(size);
	if (moved && block)
		memcpy(moved, block, had);
	return moved;
}

size_t heap_free(void)
{
	return bump_left(&heap);
}

int heap_check(void)
{
	return heap.next <= heap.end ? 0 : -1;
}
