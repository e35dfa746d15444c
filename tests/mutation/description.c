/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The description of a synthetic system: the guests of each CPU are the instances of one node, and their
 * extensions those of a template.
 */
#include "description.h"
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *begin(size_t room)
{
	void *tree = calloc(1, room);

	fdt_create(tree, (int)room);
	fdt_finish_reservemap(tree);
	fdt_begin_node(tree, "");
	return tree;
}

static size_t end(void *tree)
{
	fdt_end_node(tree);
	if (fdt_finish(tree))
		exit(1);
	return fdt_totalsize(tree);
}

static void cells(void *tree, const char *property, unsigned count, const uint64_t *values)
{
	fdt32_t out[16];

	for (unsigned i = 0; i < count; i++)
		out[i] = cpu_to_fdt32((uint32_t)values[i]);
	fdt_property(tree, property, out, (int)(count * sizeof(*out)));
}
#define CELLS(tree, property, ...)                                                  \
	cells(tree, property, sizeof((uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t), \
	      (uint64_t[]){__VA_ARGS__})
#define PAIR(value) (value) >> 32, (value)&0xffffffff

/* Guests of a CPU that are instances of its node: guest 0 has a node of its own, with an interrupt. */
static unsigned guests_of(unsigned cpu, unsigned pairs, unsigned per_cpu)
{
	unsigned rest = pairs - cpu * per_cpu;

	return (rest < per_cpu ? rest : per_cpu) - !cpu;
}

void guest_name(char name[24], unsigned i, unsigned pairs, unsigned cpus)
{
	unsigned per_cpu = (pairs + cpus - 1) / cpus, cpu = i / per_cpu;
	unsigned first = cpu ? cpu * per_cpu : 1;
	unsigned here = guests_of(cpu, pairs, per_cpu);

	if (!i)
		snprintf(name, 24, "first");
	else if (here == 1)
		snprintf(name, 24, "guest%u", cpu);
	else
		snprintf(name, 24, "guest%u-%u", cpu, i - first);
}

static void route(void *tree, const char *name, const char *class, uint64_t first, uint64_t last)
{
	fdt_begin_node(tree, name);
	fdt_property_string(tree, "class", class);
	CELLS(tree, "range", first, last);
	fdt_property_string(tree, "extension", "ext");
	CELLS(tree, "budget-us", 100);
	CELLS(tree, "error", 0);
	fdt_property_string(tree, "on-failure", "error");
	fdt_end_node(tree);
}

static void guests(void *tree, const char *name, unsigned cpu, unsigned count, unsigned per_cpu,
		   unsigned pages)
{
	fdt_begin_node(tree, name);
	CELLS(tree, "instances", count);
	CELLS(tree, "memory", PAIR(pages * 4096ull));
	CELLS(tree, "cpus", cpu);
	CELLS(tree, "priority", 10);
	CELLS(tree, "budget-us", 10);
	CELLS(tree, "period-us", 100ull * per_cpu);
	if (!strcmp(name, "first"))
		CELLS(tree, "interrupts", 40);
	fdt_begin_node(tree, "routes");
	route(tree, "smc", "smc", 0x32000000, 0x3200ffff);
	route(tree, "mmio", "mmio", 0x0a000000, 0x0a000fff);
	fdt_end_node(tree);
	fdt_end_node(tree);
}

static void extension(void *tree)
{
	fdt_begin_node(tree, "ext");
	fdt_property_string(tree, "kind", "extension");
	fdt_property(tree, "per-client", NULL, 0);
	fdt_begin_node(tree, "windows");
	fdt_begin_node(tree, "window");
	CELLS(tree, "size", 4096);
	fdt_end_node(tree);
	fdt_end_node(tree);
	fdt_end_node(tree);
}

static void channels(void *tree, unsigned pairs, unsigned cpus)
{
	fdt_begin_node(tree, "channels");
	for (unsigned i = 0; i + 1 < pairs; i += 2) {
		char name[24], ends[2][24], both[48];
		size_t length;

		channel_name(name, i / 2);
		guest_name(ends[0], i, pairs, cpus);
		guest_name(ends[1], i + 1, pairs, cpus);
		length = strlen(ends[0]) + 1;
		memcpy(both, ends[0], length);
		memcpy(both + length, ends[1], strlen(ends[1]) + 1);
		fdt_begin_node(tree, name);
		fdt_property(tree, "between", both, (int)(length + strlen(ends[1]) + 1));
		CELLS(tree, "size", 4096);
		fdt_property(tree, "doorbells", NULL, 0);
		fdt_end_node(tree);
	}
	fdt_end_node(tree);
}

static void *system_tree(unsigned pairs, unsigned cpus, unsigned pages, size_t *size)
{
	unsigned per_cpu = (pairs + cpus - 1) / cpus;
	void *tree = begin(8192 + 256ull * pairs + 1024ull * cpus);

	CELLS(tree, "trace-entries", 16);
	fdt_begin_node(tree, "vms");
	guests(tree, "first", 0, 1, per_cpu, pages);
	for (unsigned c = 0; c < cpus && c * per_cpu < pairs; c++) {
		char name[24];

		snprintf(name, sizeof(name), "guest%u", c);
		if (guests_of(c, pairs, per_cpu))
			guests(tree, name, c, guests_of(c, pairs, per_cpu), per_cpu, pages);
	}
	extension(tree);
	fdt_end_node(tree);
	channels(tree, pairs, cpus);
	*size = end(tree);
	return tree;
}

static void *board_tree(unsigned cpus, const struct places *places, size_t *size)
{
	void *tree = begin(1024);

	fdt_begin_node(tree, "bulkhead");
	CELLS(tree, "load-address", places->load_address);
	CELLS(tree, "interrupts", places->irqs);
	CELLS(tree, "cpus", cpus);
	fdt_property_string(tree, "psci-method", "smc");
	fdt_property_string(tree, "console", "/uart");
	fdt_end_node(tree);
	*size = end(tree);
	return tree;
}

static void *machine_tree(unsigned cpus, const struct places *places, size_t *size)
{
	void *tree = begin(4096 + 128ull * cpus);

	CELLS(tree, "#address-cells", 2);
	CELLS(tree, "#size-cells", 2);
	fdt_begin_node(tree, "cpus");
	CELLS(tree, "#address-cells", 1);
	CELLS(tree, "#size-cells", 0);
	for (unsigned i = 0; i < cpus; i++) {
		char name[24];

		snprintf(name, sizeof(name), "cpu@%x", i);
		fdt_begin_node(tree, name);
		fdt_property_string(tree, "device_type", "cpu");
		CELLS(tree, "reg", i);
		fdt_end_node(tree);
	}
	fdt_end_node(tree);
	fdt_begin_node(tree, "memory");
	fdt_property_string(tree, "device_type", "memory");
	CELLS(tree, "reg", PAIR(places->ram_base), PAIR(places->ram_size));
	fdt_end_node(tree);
	fdt_begin_node(tree, "gic");
	fdt_property_string(tree, "compatible", "arm,gic-v3");
	CELLS(tree, "reg", PAIR(places->gicd), 0, 0x10000, PAIR(places->gicr), 0,
	      cpus * 0x20000ull);
	fdt_end_node(tree);
	fdt_begin_node(tree, "timer");
	fdt_property_string(tree, "compatible", "arm,armv8-timer");
	CELLS(tree, "interrupts", 1, 13, 4, 1, 14, 4, 1, 11, 4, 1, 10, 4);
	fdt_end_node(tree);
	fdt_begin_node(tree, "uart");
	CELLS(tree, "reg", PAIR(places->uart), 0, 0x1000);
	fdt_end_node(tree);
	*size = end(tree);
	return tree;
}

struct trees describe(unsigned pairs, unsigned cpus, unsigned pages, const struct places *places)
{
	struct trees trees;

	trees.system = system_tree(pairs, cpus, pages, &trees.system_size);
	trees.board = board_tree(cpus, places, &trees.board_size);
	trees.machine = machine_tree(cpus, places, &trees.machine_size);
	return trees;
}
