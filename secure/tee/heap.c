/* SPDX-License-Identifier: BSD-3-Clause */
#include "heap.h"
#include <string.h>

#define HEAP_FREE  0x80
#define HEAP_INNER 0xFF /* no block starts at this unit */

static unsigned int unit_of(const struct heap *heap, const void *pointer)
{
	return (unsigned int)((const uint8_t *)pointer - heap->arena) >> HEAP_UNIT_SHIFT;
}

static size_t block_size(unsigned int order)
{
	return (size_t)1 << (order + HEAP_UNIT_SHIFT);
}

static void push(struct heap *heap, void *pointer, unsigned int order)
{
	struct heap_block *block = pointer;

	block->next = heap->free[order];
	block->link = &heap->free[order];
	if (block->next)
		block->next->link = &block->next;
	heap->free[order] = block;
	heap->order[unit_of(heap, block)] = order | HEAP_FREE;
}

static void *pull(struct heap *heap, struct heap_block *block)
{
	*block->link = block->next;
	if (block->next)
		block->next->link = block->link;
	heap->order[unit_of(heap, block)] = HEAP_INNER;
	return block;
}

void heap_init(struct heap *heap, uint8_t *arena)
{
	heap->arena = arena;
	memset(heap->order, HEAP_INNER, sizeof(heap->order));
	memset(heap->free, 0, sizeof(heap->free));
	heap->used = 0;
	push(heap, arena, HEAP_ORDERS - 1);
}

void *heap_alloc(struct heap *heap, size_t size)
{
	unsigned int want = 0, order;
	uint8_t *block;

	if (size == 0 || size > (size_t)1 << HEAP_SIZE_SHIFT)
		return NULL;
	while (block_size(want) < size)
		want++;
	for (order = want; order < HEAP_ORDERS && !heap->free[order]; order++)
		;
	if (order == HEAP_ORDERS)
		return NULL;
	block = pull(heap, heap->free[order]);
	while (order > want) {
		order--;
		push(heap, block + block_size(order), order);
	}
	heap->order[unit_of(heap, block)] = want;
	heap->used += block_size(want);
	memset(block, 0, size);
	return block;
}

void heap_free(struct heap *heap, void *pointer)
{
	unsigned int unit, order;

	if (!pointer)
		return;
	unit = unit_of(heap, pointer);
	order = heap->order[unit];
	heap->used -= block_size(order);
	memset(pointer, 0, block_size(order));
	heap->order[unit] = HEAP_INNER;
	for (; order < HEAP_ORDERS - 1; order++) {
		unsigned int buddy = unit ^ (1U << order);

		if (heap->order[buddy] != (order | HEAP_FREE))
			break;
		pull(heap, (struct heap_block *)(heap->arena + ((size_t)buddy << HEAP_UNIT_SHIFT)));
		unit &= ~(1U << order);
	}
	push(heap, heap->arena + ((size_t)unit << HEAP_UNIT_SHIFT), order);
}

void heap_wipe(struct heap *heap)
{
	unsigned int order;

	/* From block to block, free or not. */
	for (unsigned int unit = 0; unit < HEAP_UNITS;
	     unit += 1U << (order & ~(unsigned int)HEAP_FREE)) {
		order = heap->order[unit];
		if (!(order & HEAP_FREE))
			memset(heap->arena + ((size_t)unit << HEAP_UNIT_SHIFT), 0,
			       block_size(order));
	}
	heap_init(heap, heap->arena);
}
