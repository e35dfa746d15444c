/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <skiff/assert.h>
#include <skiff/buddy.h>

/* State of a unit: order of the block that begins there, and whether it is free; or INSIDE. */
#define FREE   0x80u
#define INSIDE 0xffu

/* Units of a group get the state INSIDE when the first block begins in it, so that a start isn't linear in memory. */
#define GROUP 512u

static inline bool touched(const struct buddy *b, size_t unit)
{
	return b->touched[unit / GROUP / 8] & 1u << unit / GROUP % 8;
}

static __attribute__((noinline)) void touch(struct buddy *b, size_t unit)
{
	size_t begin = unit / GROUP * GROUP, left = b->units - begin;

	memset(b->state + begin, INSIDE, left < GROUP ? left : GROUP);
	b->touched[unit / GROUP / 8] |= (uint8_t)(1u << unit / GROUP % 8);
}

static uintptr_t address(const struct buddy *b, size_t unit)
{
	return b->base + (unit << b->shift);
}

static void insert(struct buddy *b, size_t unit, unsigned int order)
{
	struct buddy_block *block = (struct buddy_block *)address(b, unit);

	block->prev = NULL;
	block->next = b->list[order];
	if (block->next)
		block->next->prev = block;
	b->list[order] = block;
	b->map |= 1u << order;
	if (!touched(b, unit))
		touch(b, unit);
	b->state[unit] = (uint8_t)(order | FREE);
}

static void take_out(struct buddy *b, size_t unit, unsigned int order)
{
	struct buddy_block *block = (struct buddy_block *)address(b, unit);

	if (block->next)
		block->next->prev = block->prev;
	if (block->prev)
		block->prev->next = block->next;
	else
		b->list[order] = block->next;
	if (!b->list[order])
		b->map &= ~(1u << order);
	b->state[unit] = INSIDE;
}

/* Units are counted from an aligned base, so the buddy of a block differs in one bit. */
static void release(struct buddy *b, size_t unit, unsigned int order)
{
	for (; order + 1 < BUDDY_ORDERS; order++) {
		size_t other = unit ^ (size_t)1 << order;

		if (other < b->first || other >= b->units || b->state[other] != (order | FREE))
			break;
		take_out(b, other, order);
		unit &= other;
	}
	insert(b, unit, order);
}

int buddy_init(struct buddy *b, void *memory, size_t size, unsigned int shift)
{
	uintptr_t start = (uintptr_t)memory, end = start + size, unit = (uintptr_t)1 << shift;
	uintptr_t align = unit > BUDDY_ALIGN ? unit : BUDDY_ALIGN;
	size_t groups, tables;

	if (shift < BUDDY_SHIFT_MIN || shift > 20 || end < start)
		return -EINVAL;
	/*
	 * Units are counted from an aligned address at or before the memory. The memory begins with the states of all units,
	 * then a bit for each group of states.
	 */
	b->base = start & -align;
	b->units = (end - b->base) >> shift;
	if (b->units > (size_t)1 << (BUDDY_ORDERS - 1))
		b->units = (size_t)1 << (BUDDY_ORDERS - 1);
	groups = (b->units + GROUP - 1) / GROUP;
	tables = b->units + (groups + 7) / 8;
	if (tables >= size)
		return -EINVAL;
	b->first = (start + tables - b->base + unit - 1) >> shift;
	if (b->first >= b->units)
		return -EINVAL;
	b->state = memory;
	b->touched = b->state + b->units;
	b->shift = shift;
	b->map = 0;
	memset(b->list, 0, sizeof(b->list));
	memset(b->touched, 0, (groups + 7) / 8);
	/* Free the rest as the largest aligned blocks that fit, from the front. */
	for (size_t u = b->first; u < b->units;) {
		unsigned int order =
		    (unsigned int)__builtin_ctzl(u | (size_t)1 << (BUDDY_ORDERS - 1));

		while ((size_t)1 << order > b->units - u)
			order--;
		insert(b, u, order);
		u += (size_t)1 << order;
	}
	return 0;
}

void *buddy_alloc(struct buddy *b, size_t size)
{
	unsigned int order = 0, found;
	uint32_t map;
	size_t unit;

	if (size > b->units << b->shift)
		return NULL;
	if (size > (size_t)1 << b->shift)
		order = 64 - (unsigned int)__builtin_clzl((size - 1) >> b->shift);
	map = order < BUDDY_ORDERS ? b->map & -(1u << order) : 0;
	if (map == 0)
		return NULL;
	found = (unsigned int)__builtin_ctz(map);
	unit = ((uintptr_t)b->list[found] - b->base) >> b->shift;
	take_out(b, unit, found);
	while (found > order) {
		found--;
		insert(b, unit + ((size_t)1 << found), found);
	}
	b->state[unit] = (uint8_t)order;
	return (void *)address(b, unit);
}

static __attribute__((noinline, cold, noreturn)) void not_allocated(void)
{
	panic("block freed twice");
}

/* Unit of an allocated block. */
static size_t unit_of(const struct buddy *b, const void *block)
{
	size_t unit = ((uintptr_t)block - b->base) >> b->shift;

	assert((uintptr_t)block >= b->base && unit < b->units);
	assert(address(b, unit) == (uintptr_t)block && touched(b, unit));
	if (__builtin_expect(b->state[unit] >= BUDDY_ORDERS, 0))
		not_allocated();
	return unit;
}

void buddy_free(struct buddy *b, void *block)
{
	size_t unit;
	unsigned int order;

	if (!block)
		return;
	unit = unit_of(b, block);
	order = b->state[unit];
	b->state[unit] = INSIDE;
	release(b, unit, order);
}

size_t buddy_usable(const struct buddy *b, const void *block)
{
	return (size_t)1 << (b->shift + b->state[unit_of(b, block)]);
}

size_t buddy_left(const struct buddy *b)
{
	size_t left = 0;

	for (unsigned int order = 0; order < BUDDY_ORDERS; order++)
		for (const struct buddy_block *p = b->list[order]; p; p = p->next)
			left += (size_t)1 << (b->shift + order);
	return left;
}

int buddy_check(const struct buddy *b)
{
	size_t listed = 0, counted = 0;

	for (unsigned int order = 0; order < BUDDY_ORDERS; order++) {
		if (!(b->map & 1u << order) != !b->list[order])
			return -1;
		for (const struct buddy_block *p = b->list[order]; p; p = p->next, listed++)
			if (b->state[((uintptr_t)p - b->base) >> b->shift] != (order | FREE))
				return -2;
	}
	for (size_t unit = b->first; unit < b->units;) {
		unsigned int order = b->state[unit] & ~FREE;
		bool is_free = b->state[unit] & FREE;
		size_t other = unit ^ (size_t)1 << order;

		if (b->state[unit] == INSIDE || order >= BUDDY_ORDERS ||
		    unit & (((size_t)1 << order) - 1))
			return -3;
		if (is_free && other < b->units && b->state[other] == b->state[unit])
			return -4; /* not merged */
		counted += is_free;
		unit += (size_t)1 << order;
		if (unit > b->units)
			return -5;
	}
	return listed == counted ? 0 : -6;
}
