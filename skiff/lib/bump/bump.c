/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/bump.h>

void bump_init(struct bump *b, void *memory, size_t size)
{
	b->next = (uintptr_t)memory;
	b->end = b->next + size;
	b->latest = 0;
}

void *bump_alloc(struct bump *b, size_t alignment, size_t size)
{
	uintptr_t start = (b->next + alignment - 1) & -alignment;

	/* A block of 0 bytes takes one, since bump_free() identifies a block by its address. */
	size += size == 0;
	if (start < b->next || start > b->end || size > b->end - start)
		return NULL;
	b->next = start + size;
	b->latest = start;
	return (void *)start;
}

void bump_free(struct bump *b, void *block)
{
	if (block && (uintptr_t)block == b->latest) {
		b->next = b->latest;
		b->latest = 0;
	}
}
