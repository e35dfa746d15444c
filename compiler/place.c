/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "place.h"

void place_begin(struct placement *placement, const struct bulkhead_range *banks, size_t count)
{
	memset(placement, 0, sizeof(*placement));
	for (size_t i = 0; i < count; i++) {
		uint64_t base = ALIGN_UP(banks[i].base, PAGE),
			 end = (banks[i].base + banks[i].size) & ~(PAGE - 1);
		size_t at = placement->free.count;

		if (end <= base)
			continue;
		LIST_ADD(&placement->free);
		for (; at && placement->free.items[at - 1].base > base; at--)
			placement->free.items[at] = placement->free.items[at - 1];
		placement->free.items[at] = (struct bulkhead_range){base, end - base};
	}
}

/* Cuts [base, end) out of free range `index`, which holds it. */
static void cut(struct placement *placement, size_t index, uint64_t base, uint64_t end)
{
	struct bulkhead_range *range = &placement->free.items[index];
	uint64_t range_end = range->base + range->size;

	if (base > range->base && end < range_end) {
		LIST_ADD(&placement->free);
		range = &placement->free.items[index];
		memmove(range + 2, range + 1, (placement->free.count - index - 2) * sizeof(*range));
		range[1] = (struct bulkhead_range){end, range_end - end};
		range[0].size = base - range->base;
	} else if (base > range->base) {
		range->size = base - range->base;
	} else if (end < range_end) {
		*range = (struct bulkhead_range){end, range_end - end};
	} else {
		memmove(range, range + 1, (placement->free.count - index - 1) * sizeof(*range));
		placement->free.count--;
	}
}

bool place_take(struct placement *placement, uint64_t base, uint64_t size)
{
	uint64_t end = ALIGN_UP(base + size, PAGE), taken = 0;

	base &= ~(PAGE - 1);
	for (size_t i = placement->free.count; i--;) {
		struct bulkhead_range range = placement->free.items[i];
		uint64_t from = range.base > base ? range.base : base;
		uint64_t to = range.base + range.size < end ? range.base + range.size : end;

		if (from >= to)
			continue;
		taken += to - from;
		cut(placement, i, from, to);
	}
	return taken == end - base;
}

bool place_find(struct placement *placement, uint64_t size, uint64_t alignment, uint64_t offset,
		uint64_t *base)
{
	size = ALIGN_UP(size, PAGE);
	for (size_t i = 0; i < placement->free.count; i++) {
		struct bulkhead_range range = placement->free.items[i];
		uint64_t from = range.base + ((offset - range.base) & (alignment - 1));

		if (from - range.base > range.size || range.size - (from - range.base) < size)
			continue;
		cut(placement, i, from, from + size);
		*base = from;
		return true;
	}
	return false;
}

uint64_t place_alignment(uint64_t size)
{
	return size >= MIB(2) ? MIB(2) : size >= KIB(64) ? KIB(64) : PAGE;
}
