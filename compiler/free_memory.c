/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "free_memory.h"

void free_memory_begin(struct free_memory *memory, const struct bulkhead_range *banks, size_t count)
{
	memset(memory, 0, sizeof(*memory));
	for (size_t i = 0; i < count; i++) {
		uint64_t base = ALIGN_UP(banks[i].base, PAGE),
			 end = (banks[i].base + banks[i].size) & ~(PAGE - 1);
		size_t at = memory->ranges.count;

		if (end <= base)
			continue;
		LIST_ADD(&memory->ranges);
		for (; at && memory->ranges.items[at - 1].base > base; at--)
			memory->ranges.items[at] = memory->ranges.items[at - 1];
		memory->ranges.items[at] = (struct bulkhead_range){base, end - base};
	}
}

/* Cuts [base, end) out of free range `index`, which holds it. */
static void cut(struct free_memory *memory, size_t index, uint64_t base, uint64_t end)
{
	struct bulkhead_range *range = &memory->ranges.items[index];
	uint64_t range_end = range->base + range->size;

	if (base > range->base && end < range_end) {
		LIST_ADD(&memory->ranges);
		range = &memory->ranges.items[index];
		memmove(range + 2, range + 1, (memory->ranges.count - index - 2) * sizeof(*range));
		range[1] = (struct bulkhead_range){end, range_end - end};
		range[0].size = base - range->base;
	} else if (base > range->base) {
		range->size = base - range->base;
	} else if (end < range_end) {
		*range = (struct bulkhead_range){end, range_end - end};
	} else {
		memmove(range, range + 1, (memory->ranges.count - index - 1) * sizeof(*range));
		memory->ranges.count--;
	}
}

bool free_memory_take(struct free_memory *memory, uint64_t base, uint64_t size)
{
	uint64_t end = ALIGN_UP(base + size, PAGE), taken = 0;

	base &= ~(PAGE - 1);
	for (size_t i = memory->ranges.count; i--;) {
		struct bulkhead_range range = memory->ranges.items[i];
		uint64_t from = range.base > base ? range.base : base;
		uint64_t to = range.base + range.size < end ? range.base + range.size : end;

		if (from >= to)
			continue;
		taken += to - from;
		cut(memory, i, from, to);
	}
	return taken == end - base;
}

bool free_memory_find(struct free_memory *memory, uint64_t lowest, uint64_t size,
		      uint64_t alignment, uint64_t offset, uint64_t *base)
{
	size = ALIGN_UP(size, PAGE);
	for (size_t i = 0; i < memory->ranges.count; i++) {
		struct bulkhead_range range = memory->ranges.items[i];
		uint64_t from = range.base > lowest ? range.base : lowest;

		from += (offset - from) & (alignment - 1);
		if (from - range.base > range.size || range.size - (from - range.base) < size)
			continue;
		cut(memory, i, from, from + size);
		*base = from;
		return true;
	}
	return false;
}

uint64_t free_memory_largest(const struct free_memory *memory)
{
	uint64_t largest = 0;

	for (size_t i = 0; i < memory->ranges.count; i++)
		if (memory->ranges.items[i].size > largest)
			largest = memory->ranges.items[i].size;
	return largest;
}
