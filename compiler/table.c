/* SPDX-License-Identifier: BSD-3-Clause */
#include <bulkhead/armv8.h>
#include <string.h>
#include "table.h"

#define ENTRIES	     512
#define LEVEL_LAST   3
#define SHIFT(level) (39 - 9 * (level))
#define CONTIGUOUS   16 /* entries of one contiguous run, 4 KiB granule (D8.6.1) */

uint64_t tables_add(struct tables *tables, unsigned pages)
{
	uint64_t size = pages * PAGE;

	while ((tables->base + tables->bytes.count) % size)
		for (size_t i = 0; i < PAGE; i++)
			LIST_ADD(&tables->bytes);
	for (size_t i = 0; i < size; i++)
		*LIST_ADD(&tables->bytes) = 0;
	return tables->base + tables->bytes.count - size;
}

static uint64_t get(const struct tables *tables, uint64_t table, uint64_t index)
{
	uint64_t value;

	memcpy(&value, tables->bytes.items + (table - tables->base) + index * 8, 8);
	return value;
}

static void set(struct tables *tables, uint64_t table, uint64_t index, uint64_t value)
{
	memcpy(tables->bytes.items + (table - tables->base) + index * 8, &value, 8);
}

/* Does a block of 2^shift bytes fit at the start of the rest? */
static bool fits(uint64_t input, uint64_t output, uint64_t size, unsigned shift)
{
	return !((input | output) & ((1ull << shift) - 1)) && size >= 1ull << shift;
}

bool tables_map(struct tables *tables, uint64_t root, unsigned start, uint64_t input,
		uint64_t output, uint64_t size, uint64_t attributes)
{
	uint64_t run_end = 0;

	if ((input | output | size) % PAGE)
		return false;
	while (size) {
		uint64_t table = root, step, entry, index = input >> SHIFT(start);
		unsigned level = start;

		while (level < LEVEL_LAST && !fits(input, output, size, SHIFT(level))) {
			entry = get(tables, table, index);
			if (!entry) {
				uint64_t next = tables_add(tables, 1);

				entry = next | S2_TABLE | S2_VALID;
				set(tables, table, index, entry);
			} else if (!(entry & S2_TABLE)) {
				return false;
			}
			table = entry & DESC_ADDRESS_MASK;
			level++;
			index = input >> SHIFT(level) & (ENTRIES - 1);
		}
		if (get(tables, table, index))
			return false;
		step = 1ull << SHIFT(level);
		if (input >= run_end && !((input | output) & (step * CONTIGUOUS - 1)) &&
		    size >= step * CONTIGUOUS)
			run_end = input + step * CONTIGUOUS;
		entry = output | attributes | S2_VALID | (level == LEVEL_LAST ? S2_TABLE : 0) |
			(input < run_end ? S2_CONTIGUOUS : 0);
		set(tables, table, index, entry);
		input += step;
		output += step;
		size -= step;
	}
	return true;
}

unsigned stage2_bits(uint64_t end)
{
	unsigned bits = 25; /* T0SZ is at most 39 (D8.2.3) */

	while (bits < 30 && end > 1ull << bits)
		bits++;
	return end <= GIB(1) ? bits : end <= GIB(512) ? 39 : end <= GIB(1024) ? 40 : 0;
}

unsigned stage2_level(unsigned bits)
{
	return bits <= 30 ? 2 : 1;
}

uint64_t stage2_add_root(struct tables *tables, unsigned bits)
{
	uint64_t size = 8ull << (bits - SHIFT(stage2_level(bits))), root;

	if (size >= PAGE)
		return tables_add(tables,
				  (unsigned)(size / PAGE)); /* of 40 bits: concatenated tables */
	root = ALIGN_UP(tables->small, size);
	if (root + size > tables->small_end) {
		root = tables_add(tables, 1);
		tables->small_end = root + PAGE;
	}
	tables->small = root + size;
	return root;
}

uint64_t tables_alignment(uint64_t size)
{
	return size >= MIB(2) ? MIB(2) : size >= KIB(64) ? KIB(64) : PAGE;
}
