/* SPDX-License-Identifier: BSD-3-Clause */
#include "breaking.h"
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names and words of the format: docs/system-description.md. */
/* clang-format off: it would put each word on its own line */
static const char *const words[] = {
    "accept",
    "area",
    "args",
    "asil",
    "badge",
    "between",
    "board",
    "bootargs",
    "budget-us",
    "class",
    "client",
    "cpu",
    "cpus",
    "deadline-us",
    "devices",
    "doorbells",
    "entry",
    "error",
    "exclusive",
    "extension",
    "image",
    "initrd",
    "inject",
    "instances",
    "in-place",
    "interrupt",
    "interrupts",
    "keepalive",
    "kernel",
    "kind",
    "length-us",
    "linux",
    "load-address",
    "max",
    "memory",
    "memory-at",
    "memory-ipa",
    "memory-size",
    "min-interval-us",
    "model",
    "no-autostart",
    "offset",
    "on-fault",
    "on-reset",
    "one-way",
    "per-client",
    "period-us",
    "priority",
    "privileges",
    "qemu",
    "range",
    "restart",
    "results",
    "rights",
    "routes",
    "secure-calls",
    "secure-id",
    "secure-partition",
    "secure-start",
    "secure-stop",
    "secure-us",
    "size",
    "stack-size",
    "subscribers",
    "tee",
    "tee-notify",
    "tee-shm",
    "trace-entries",
    "trace-events",
    "vcpus",
    "touch",
    "keys",
    "input",
    "sound",
    "volume",
    "ducked",
    "ducks",
    "watchdog-us",
    "whole",
    "window-ms",
    "windows",
    "channels",
    "broadcasts",
    "vms",
    "compatible",
    "idle-at-end",
    "a",
    "guest",
    "service",
    "read",
    "write",
    "read-write",
    "smc",
    "hvc",
    "mmio",
    "sysreg",
    "unhandled",
    "call",
    "QM",
    "D",
    "stop",
    "optee",
    "window",
    "dynamic",
    "control",
    "dma",
    "/pl011@9000000",
    "/pl031@9010000",
    "/flash@0",
    "/intc@8000000",
    "/virtio_mmio@a000000",
    "/pl061@9030000",
    "/memory@40000000",
    "qemu-virt-gicv2",
    "qemu-virt-gicv3-secure",
    "apps/hello.elf",
    "raw.bin",
    "elf.elf",
    "guests/linux/Image",
    "folder",
    "none",
    "",
};
/* clang-format on */

void *fuzz_copy(const void *data, size_t size)
{
	void *memory = malloc(size + 1);

	if (!memory)
		abort();
	if (size)
		memcpy(memory, data, size);
	((char *)memory)[size] = 0;
	return memory;
}

static int count_nodes(const void *fdt)
{
	int count = 0;

	for (int node = 0; node >= 0; node = fdt_next_node(fdt, node, NULL))
		count++;
	return count;
}

static int choose_node(struct script *script, const void *fdt)
{
	uint32_t number = script_choose(script, (uint32_t)count_nodes(fdt));
	int node = 0;

	while (number--)
		node = fdt_next_node(fdt, node, NULL);
	return node;
}

/* Offset of a property of the node, negative: it has none. */
static int choose_property(struct script *script, const void *fdt, int node)
{
	int property, count = 0;
	uint32_t number;

	fdt_for_each_property_offset(property, fdt, node) count++;
	number = script_choose(script, (uint32_t)count);
	fdt_for_each_property_offset(property, fdt, node) if (!number--) return property;
	return -1;
}

static const char *word(struct script *script)
{
	return words[script_choose(script, sizeof(words) / sizeof(*words))];
}

/* A name of the tree itself: a VM, a channel. */
static const char *name_in_tree(struct script *script, const void *fdt)
{
	return strdup(fdt_get_name(fdt, choose_node(script, fdt), NULL));
}

static void set_cells(struct script *script, void *fdt, int node, const char *name)
{
	fdt32_t cells[8];
	uint32_t count = 0, wanted = 1 + script_choose(script, 4);

	while (count < wanted) {
		uint64_t value = script_number(script);

		if (value >> 32)
			cells[count++] = cpu_to_fdt32((uint32_t)(value >> 32));
		cells[count++] = cpu_to_fdt32((uint32_t)value);
	}
	fdt_setprop(fdt, node, name, cells, (int)count * 4);
}

static void copy_node(void *fdt, int from, int to, const char *name, int depth)
{
	int property, child, made = fdt_add_subnode(fdt, to, name);

	if (made < 0 || depth > 3)
		return;
	/* Additions move the nodes behind them, so each one is looked up again. */
	for (int i = 0;; i++) {
		int n = i, length;
		const char *key = NULL;
		const void *value = NULL;
		uint8_t *held;

		if (from >= made)
			return;
		fdt_for_each_property_offset(property, fdt, from) if (!n--)
		{
			value = fdt_getprop_by_offset(fdt, property, &key, &length);
			break;
		}
		if (!value)
			break;
		held = fuzz_copy(value, (size_t)length);
		fdt_setprop(fdt, made, key, held, length);
		free(held);
	}
	for (int i = 0;; i++) {
		int n = i;

		fdt_for_each_subnode(child, fdt, from) if (!n--) break;
		if (child < 0)
			return;
		copy_node(fdt, child, made, fdt_get_name(fdt, child, NULL), depth + 1);
	}
}

/* Adds `size` bytes to a property's value, or cuts them off. */
static void resize(struct script *script, void *fdt, int node, const char *name)
{
	int length;
	const void *value = fdt_getprop(fdt, node, name, &length);
	uint8_t held[512] = {0};
	uint32_t size = script_choose(script, 2) ? script_choose(script, 256)
						 : (uint32_t)length + script_choose(script, 5) - 2;

	memcpy(held, value, (size_t)length < sizeof(held) ? (size_t)length : sizeof(held));
	if (size <= sizeof(held))
		fdt_setprop(fdt, node, name, held, (int)size);
}

/* Copies the value of another node's property of this name: two owners, or two of a kind. */
static void copy_other(struct script *script, void *fdt, int node, const char *name)
{
	int length, other = node;
	uint32_t skip = script_choose(script, 4);
	const void *value = NULL;
	uint8_t *held;

	/* Searches all nodes, beginning behind this one. */
	for (int n = 2 * count_nodes(fdt); n; n--) {
		other = fdt_next_node(fdt, other < 0 ? 0 : other, NULL);
		value = other < 0 || other == node ? NULL : fdt_getprop(fdt, other, name, &length);
		if (value && !skip--)
			break;
	}
	if (!value)
		return;
	held = fuzz_copy(value, (size_t)length);
	fdt_setprop(fdt, node, name, held, length);
	free(held);
}

/* Changes a number a little, or by a page. */
static void nudge(struct script *script, uint8_t *value, int length)
{
	static const int32_t steps[] = {1, -1, 4096, -4096, 2, 32, -32, 256};
	uint32_t at = script_choose(script, (uint32_t)length / 4) * 4;
	fdt32_t cell;

	if (length < 4)
		return;
	memcpy(&cell, value + at, 4);
	cell = cpu_to_fdt32(fdt32_to_cpu(cell) + (uint32_t)steps[script_choose(script, 8)]);
	memcpy(value + at, &cell, 4);
}

static void mutate_property(struct script *script, void *fdt, int node)
{
	int property = choose_property(script, fdt, node), length;
	const char *name;
	char key[64];
	uint8_t *value;

	if (property < 0)
		return;
	value = (uint8_t *)fdt_getprop_by_offset(fdt, property, &name, &length);
	snprintf(key, sizeof(key), "%s", name);
	switch (script_choose(script, 11)) {
	case 0:
		fdt_delprop(fdt, node, key);
		break;
	case 8:
	case 9:
		copy_other(script, fdt, node, key);
		break;
	case 10:
		nudge(script, value, length);
		break;
	case 1:
	case 2:
		set_cells(script, fdt, node, key);
		break;
	case 3: {
		const char *text = word(script);

		fdt_setprop_string(fdt, node, key, text);
		break;
	}
	case 4: {
		const char *text = name_in_tree(script, fdt);

		if (script_choose(script, 2))
			fdt_appendprop_string(fdt, node, key, text);
		else
			fdt_setprop_string(fdt, node, key, text);
		free((char *)text);
		break;
	}
	case 5:
		resize(script, fdt, node, key);
		break;
	case 6:
		if (length)
			value[script_choose(script, (uint32_t)length)] =
			    (uint8_t)script_number(script);
		break;
	case 7: {
		uint8_t *held = fuzz_copy(value, (size_t)length);

		fdt_setprop(fdt, node, word(script), held, length);
		free(held);
		if (script_choose(script, 2))
			fdt_delprop(fdt, node, key);
		break;
	}
	}
}

void break_tree(struct script *script, void *fdt)
{
	int node = choose_node(script, fdt);
	char name[64];

	switch (script_choose(script, 12)) {
	case 0:
		if (node)
			fdt_del_node(fdt, node);
		break;
	case 1: { /* a copy, under the same parent or elsewhere */
		int parent = script_choose(script, 2) ? choose_node(script, fdt)
						      : fdt_parent_offset(fdt, node);

		snprintf(name, sizeof(name), "%.40s-%u", fdt_get_name(fdt, node, NULL),
			 script_choose(script, 3));
		if (node && parent >= 0 && parent < node)
			copy_node(fdt, node, parent, name, 0);
		break;
	}
	case 2:
		if (node)
			fdt_set_name(fdt, node, word(script));
		break;
	case 3:
		fdt_add_subnode(fdt, node, word(script));
		break;
	case 4:
		set_cells(script, fdt, node, word(script));
		break;
	case 5: {
		const char *key = word(script), *text = word(script);

		fdt_setprop_string(fdt, node, key, text);
		break;
	}
	case 6:
		fdt_setprop(fdt, node, word(script), NULL, 0);
		break;
	default:
		mutate_property(script, fdt, node);
	}
}
