/* SPDX-License-Identifier: BSD-3-Clause */
#include "tree.h"
#include <libfdt.h>
#include <string.h>

struct tree_cells tree_cells(const void *tree, int node, const char *property)
{
	int length = 0;
	const void *bytes = node < 0 ? NULL : fdt_getprop(tree, node, property, &length);

	return (struct tree_cells){bytes, bytes ? (uint32_t)length / 4 : 0};
}

uint32_t tree_cell(struct tree_cells cells, uint32_t index)
{
	fdt32_t cell = 0;

	if (index < cells.count)
		memcpy(&cell, (const char *)cells.bytes + 4ull * index, sizeof(cell));
	return fdt32_to_cpu(cell);
}

uint64_t tree_number(const void *tree, int node, const char *property, uint64_t otherwise)
{
	struct tree_cells cells = tree_cells(tree, node, property);

	if (cells.count == 1)
		return tree_cell(cells, 0);
	if (cells.count == 2)
		return (uint64_t)tree_cell(cells, 0) << 32 | tree_cell(cells, 1);
	return otherwise;
}

bool tree_has(const void *tree, int node, const char *property)
{
	return node >= 0 && fdt_getprop(tree, node, property, NULL);
}

const char *tree_item(const void *tree, int node, const char *property, int index)
{
	return node < 0 ? NULL : fdt_stringlist_get(tree, node, property, index, NULL);
}

const char *tree_text(const void *tree, int node, const char *property)
{
	return tree_item(tree, node, property, 0);
}

bool tree_lists(const void *tree, int node, const char *property, const char *word)
{
	return node >= 0 && fdt_stringlist_search(tree, node, property, word) >= 0;
}

uint32_t tree_choice(const void *tree, int node, const char *property, const char *const *choices,
		     uint32_t otherwise)
{
	const char *text = tree_text(tree, node, property);

	for (uint32_t i = 0; text && choices[i]; i++)
		if (!strcmp(text, choices[i]))
			return i;
	return otherwise;
}

bool tree_reg(const void *tree, int node, int index, uint64_t *base, uint64_t *size)
{
	int parent = node < 0 ? -1 : fdt_parent_offset(tree, node);
	int address = parent < 0 ? 0 : fdt_address_cells(tree, parent);
	int extent = parent < 0 ? 0 : fdt_size_cells(tree, parent);
	struct tree_cells cells = tree_cells(tree, node, "reg");
	uint32_t at;

	if (address < 1 || address > 2 || extent < 0 || extent > 2)
		return false;
	at = (uint32_t)index * (uint32_t)(address + extent);
	if (at + (uint32_t)(address + extent) > cells.count)
		return false;
	*base = *size = 0;
	for (int i = 0; i < address; i++)
		*base = *base << 32 | tree_cell(cells, at++);
	for (int i = 0; i < extent; i++)
		*size = *size << 32 | tree_cell(cells, at++);
	return true;
}

/* `cells` cells from `at` on as one number. */
static uint64_t number_at(struct tree_cells property, uint32_t at, int cells)
{
	uint64_t value = 0;

	while (cells-- > 0)
		value = value << 32 | tree_cell(property, at++);
	return value;
}

/* One entry of `ranges` is child address, parent address, size (Devicetree Specification 0.4, 2.3.8). */
static bool translate(const void *tree, int bus, int above, uint64_t *base, uint64_t size)
{
	struct tree_cells ranges = tree_cells(tree, bus, "ranges");
	int child = fdt_address_cells(tree, bus), parent = fdt_address_cells(tree, above);
	int extent = fdt_size_cells(tree, bus);

	if (!tree_has(tree, bus, "ranges") || child < 1 || parent < 1 || extent < 1 || child > 2 ||
	    parent > 2 || extent > 2)
		return tree_has(tree, bus, "ranges") && !ranges.count;
	for (uint32_t at = 0; at < ranges.count; at += (uint32_t)(child + parent + extent)) {
		uint64_t offset = *base - number_at(ranges, at, child);
		uint64_t length = number_at(ranges, at + (uint32_t)(child + parent), extent);

		if (offset < length && size <= length - offset) {
			*base = number_at(ranges, at + (uint32_t)child, parent) + offset;
			return true;
		}
	}
	return !ranges.count;
}

bool tree_registers(const void *tree, int node, int index, uint64_t *base, uint64_t *size)
{
	if (!tree_reg(tree, node, index, base, size))
		return false;
	for (int bus = fdt_parent_offset(tree, node); bus > 0; bus = fdt_parent_offset(tree, bus))
		if (!translate(tree, bus, fdt_parent_offset(tree, bus), base, *size))
			return false;
	return true;
}

const char *tree_name(const void *tree, int node)
{
	const char *name = fdt_get_name(tree, node, NULL);

	return name ? name : "";
}
