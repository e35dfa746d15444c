/* SPDX-License-Identifier: BSD-3-Clause */
#include <libfdt.h>
#include <string.h>
#include "diagnostics.h"
#include "edit.h"

#define GROWTH KIB(16) /* room that is made when there is none */

static struct bytes out;

/* Makes sure of room for `size` more bytes. */
static void reserve(size_t size)
{
	struct bytes old = out;

	if ((size_t)fdt_totalsize(old.data) -
		(fdt_off_dt_strings(old.data) + fdt_size_dt_strings(old.data)) >=
	    size)
		return;
	out.size = fdt_totalsize(old.data) + size + GROWTH;
	out.data = host_allocate(out.size);
	fdt_open_into(old.data, out.data, (int)out.size);
}

void edit_begin(struct bytes tree)
{
	out = (struct bytes){host_allocate(tree.size + GROWTH), tree.size + GROWTH};
	fdt_open_into(tree.data, out.data, (int)out.size);
}

struct bytes edit_end(void)
{
	fdt_pack(out.data);
	out.size = fdt_totalsize(out.data);
	return out;
}

const char *edit_node(const char *parent, const char *name)
{
	char *path = host_format("%s/%s", strcmp(parent, "/") ? parent : "", name);

	reserve(strlen(name) + 32);
	if (fdt_path_offset(out.data, path) < 0)
		fdt_add_subnode(out.data, fdt_path_offset(out.data, parent), name);
	return path;
}

static void set(const char *path, const char *property, const void *value, size_t size)
{
	int node;

	reserve(size + strlen(property) + 32);
	node = fdt_path_offset(out.data, path);
	if (node >= 0 && !fdt_getprop(out.data, node, property, NULL))
		fdt_setprop(out.data, node, property, value, (int)size);
}

void edit_flag(const char *path, const char *property)
{
	set(path, property, NULL, 0);
}

void edit_number(const char *path, const char *property, uint64_t value)
{
	fdt32_t cells[2] = {cpu_to_fdt32((uint32_t)(value >> 32)), cpu_to_fdt32((uint32_t)value)};

	if (value >> 32)
		set(path, property, cells, sizeof(cells));
	else
		set(path, property, &cells[1], sizeof(cells[1]));
}

void edit_pair(const char *path, const char *property, uint64_t first, uint64_t second)
{
	fdt32_t cells[4] = {cpu_to_fdt32((uint32_t)(first >> 32)), cpu_to_fdt32((uint32_t)first),
			    cpu_to_fdt32((uint32_t)(second >> 32)), cpu_to_fdt32((uint32_t)second)};
	fdt32_t low[2] = {cells[1], cells[3]};

	if (first >> 32 || second >> 32)
		set(path, property, cells, sizeof(cells));
	else
		set(path, property, low, sizeof(low));
}

void edit_text(const char *path, const char *property, const char *text)
{
	set(path, property, text, strlen(text) + 1);
}

void edit_list(const char *path, const char *property, const struct strings *texts)
{
	size_t size = 0, at = 0;
	char *list;

	for (size_t i = 0; i < texts->count; i++)
		size += strlen(texts->items[i]) + 1;
	list = host_allocate(size + 1);
	for (size_t i = 0; i < texts->count; at += strlen(texts->items[i++]) + 1)
		memcpy(list + at, texts->items[i], strlen(texts->items[i]));
	if (texts->count)
		set(path, property, list, size);
}

void edit_texts(const char *path, const char *property, const char *first, const char *second)
{
	const char *items[] = {first, second};

	edit_list(path, property, &(struct strings){items, COUNT_OF(items)});
}

void edit_cells(const char *path, const char *property, const uint32_t *cells, size_t count)
{
	fdt32_t *out = host_allocate(count * sizeof(*out));

	for (size_t i = 0; i < count; i++)
		out[i] = cpu_to_fdt32(cells[i]);
	set(path, property, out, count * sizeof(*out));
}
