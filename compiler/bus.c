/* SPDX-License-Identifier: BSD-3-Clause */
#include "bus.h"
#include <libfdt.h>

/* The next `count` cells as a number. */
static uint64_t read_number(const fdt32_t **cells, int count)
{
	uint64_t value = 0;

	while (count--)
		value = value << 32 | fdt32_to_cpu(*(*cells)++);
	return value;
}

bool bus_reg(const void *tree, int node, int index, uint64_t *base, uint64_t *size)
{
	int parent = fdt_parent_offset(tree, node), length;
	int address = fdt_address_cells(tree, parent), extent = fdt_size_cells(tree, parent);
	const fdt32_t *cells = fdt_getprop(tree, node, "reg", &length);

	if (!cells || address < 1 || address > 2 || extent < 0 || extent > 2 ||
	    length < (index + 1) * (address + extent) * 4)
		return false;
	cells += index * (address + extent);
	*base = read_number(&cells, address);
	*size = read_number(&cells, extent);
	return true;
}

/* Translates one step up: from a bus to its parent bus. */
static const char *translate_once(const void *tree, int bus, int above, uint64_t *base,
				  uint64_t size)
{
	int length, child = fdt_address_cells(tree, bus), extent = fdt_size_cells(tree, bus);
	int parent = fdt_address_cells(tree, above), entry = (child + parent + extent) * 4;
	const fdt32_t *cells = fdt_getprop(tree, bus, "ranges", &length);

	if (!cells)
		return "lies on a bus without `ranges', which no address of the CPU leads to";
	if (!length)
		return NULL; /* one to one */
	if (child < 1 || child > 2 || parent < 1 || parent > 2 || extent < 1 || extent > 2)
		return "lies on a bus whose `ranges' aren't addresses and sizes of 32 or 64 bits";
	for (; length >= entry; length -= entry) {
		uint64_t from = read_number(&cells, child), to = read_number(&cells, parent);
		uint64_t count = read_number(&cells, extent);

		if (*base >= from && size <= count && *base - from <= count - size) {
			*base = to + (*base - from);
			return NULL;
		}
	}
	return "has registers outside the `ranges' of the bus that it is on";
}

const char *bus_translate(const void *tree, int node, uint64_t *base, uint64_t size)
{
	int bus = fdt_parent_offset(tree, node);

	while (bus > 0) {
		int above = fdt_parent_offset(tree, bus);
		const char *wrong = translate_once(tree, bus, above, base, size);

		if (wrong)
			return wrong;
		bus = above;
	}
	return bus < 0 ? "is the root" : NULL;
}

bool bus_registers(const void *tree, int node, int index, uint64_t *base, uint64_t *size)
{
	return bus_reg(tree, node, index, base, size) && !bus_translate(tree, node, base, *size);
}
