/* SPDX-License-Identifier: BSD-3-Clause */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "tree_writer.h"

/* libfdt's sequential writer; its first error sticks and is checked once, at the end. */
static void *out;
static int failed;

static void check(int result)
{
	if (result && !failed)
		failed = result;
}

void write_open(size_t size)
{
	out = host_allocate(size);
	failed = 0;
	check(fdt_create(out, (int)size));
	check(fdt_finish_reservemap(out));
}

struct bytes write_close(const char **error)
{
	check(fdt_finish(out));
	*error = failed ? fdt_strerror(failed) : NULL;
	return failed ? (struct bytes){NULL, 0} : (struct bytes){out, fdt_totalsize(out)};
}

void write_begin(const char *name)
{
	check(fdt_begin_node(out, name));
}

void write_end(void)
{
	check(fdt_end_node(out));
}

void write_flag(const char *name)
{
	check(fdt_property(out, name, NULL, 0));
}

void write_number(const char *name, uint32_t value)
{
	check(fdt_property_u32(out, name, value));
}

void write_number64(const char *name, uint64_t value)
{
	check(fdt_property_u64(out, name, value));
}

void write_text(const char *name, const char *value)
{
	check(fdt_property_string(out, name, value));
}

void write_raw(const char *name, const void *value, size_t size)
{
	check(fdt_property(out, name, value, (int)size));
}

void write_cells(const char *name, const uint32_t *values, size_t count)
{
	fdt32_t *data = host_allocate(count * 4);

	for (size_t i = 0; i < count; i++)
		data[i] = cpu_to_fdt32(values[i]);
	write_raw(name, data, count * 4);
}

void write_reg(uint64_t base, uint64_t size)
{
	WRITE_CELLS("reg", HIGH(base), LOW(base), HIGH(size), LOW(size));
}

void write_regions(const struct bulkhead_range *regions, size_t count)
{
	size_t size = count * 4 * sizeof(fdt32_t);
	fdt32_t *data = host_allocate(size);

	for (size_t i = 0; i < count; i++) {
		const struct bulkhead_range *r = &regions[i];

		data[i * 4] = cpu_to_fdt32(HIGH(r->base));
		data[i * 4 + 1] = cpu_to_fdt32(LOW(r->base));
		data[i * 4 + 2] = cpu_to_fdt32(HIGH(r->size));
		data[i * 4 + 3] = cpu_to_fdt32(LOW(r->size));
	}
	write_raw("reg", data, size);
}

void write_texts(const char *name, const struct strings *strings)
{
	LIST(char) list = {0};

	for (size_t i = 0; i < strings->count; i++)
		for (const char *c = strings->items[i];; c++) {
			*LIST_ADD(&list) = *c;
			if (!*c)
				break;
		}
	write_raw(name, list.items, list.count);
}
