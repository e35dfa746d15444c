/* SPDX-License-Identifier: BSD-3-Clause */
/* Disks: docs/system-description.md, "Devices in short". */
#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "diagnostics.h"
#include "edit.h"
#include "expand.h"
#include "field.h"

/* Where a guest finds the devices that are made here: pages and interrupts. */
#define FIRST_ADDRESS	0x0a000000ull
#define FIRST_INTERRUPT 80u /* behind those of virt's own virtio slots */
#define SLOTS		64u

#define LANE_BYTES	  0x8000u
#define BACK_END_BYTES	  0x10000u /* of a RAM disk, besides the disk */
#define BACK_END_RESTARTS 1000u
#define DRIVER_RESTARTS	  1000u
#define DRIVER_PRIORITY	  40u
#define BUDGET_US	  100000u

struct disk {
	const char *name, *path, *client, *from, *driver;
	struct strings accept;
	struct cells range;
	uint64_t size, first, sectors, address;
	uint32_t interrupt, budget_us;
	bool read_only;
};
struct disks {
	struct disk *items;
	size_t count, capacity;
};

static const struct field disk_fields[] = {
    {"for", FIELD_STRING, offsetof(struct disk, client), .required = true},
    {"from", FIELD_STRING, offsetof(struct disk, from)},
    {"accept", FIELD_STRINGS, offsetof(struct disk, accept)},
    {"range", FIELD_CELLS, offsetof(struct disk, range)},
    {"size", FIELD_U64, offsetof(struct disk, size), .minimum = PAGE, .maximum = GIB(64),
     .unit = PAGE},
    {"read-only", FIELD_FLAG, offsetof(struct disk, read_only)},
    {"address", FIELD_U64, offsetof(struct disk, address), .minimum = PAGE, .unit = PAGE},
    {"interrupt", FIELD_U32, offsetof(struct disk, interrupt), .minimum = 32, .maximum = 1019},
    {"budget-us", FIELD_U32, offsetof(struct disk, budget_us), .minimum = 1},
};

/* The page of the first address in a node's name: `/virtio_mmio@a003e00`. 0: it has none. */
static uint64_t unit_page(const char *path)
{
	const char *unit = strrchr(path, '@');

	return unit ? strtoull(unit + 1, NULL, 16) & ~(PAGE - 1) : 0;
}

/* Does something of the client lie in this page already? */
static bool taken(const void *tree, const struct disks *disks, const struct disk *disk,
		  uint64_t page)
{
	int vm = node_at(tree, host_format("/vms/%s", disk->client)).offset, node, length;
	int routes = vm < 0 ? -1 : fdt_subnode_offset(tree, vm, "routes");
	const char *path;

	for (size_t i = 0; i < disks->count; i++)
		if (!strcmp(disks->items[i].client, disk->client) &&
		    disks->items[i].address == page)
			return true;
	for (int i = 0; vm >= 0 && (path = fdt_stringlist_get(tree, vm, "devices", i, NULL)); i++)
		if (unit_page(path) == page)
			return true;
	if (routes >= 0)
		fdt_for_each_subnode(node, tree, routes)
		{
			const fdt32_t *range = fdt_getprop(tree, node, "range", &length);

			if (length == 8 && fdt32_to_cpu(range[0]) < page + PAGE &&
			    fdt32_to_cpu(range[1]) >= page)
				return true;
		}
	return false;
}

/* Its place in the client: the first page that nothing lies in. */
static void place(const void *tree, const struct disks *disks, struct disk *disk)
{
	unsigned slot = 0;

	while (slot < SLOTS && taken(tree, disks, disk, FIRST_ADDRESS + slot * PAGE))
		slot++;
	if (!disk->address)
		disk->address = FIRST_ADDRESS + slot * PAGE;
	if (!disk->interrupt)
		disk->interrupt = FIRST_INTERRUPT + slot;
}

static void check_client(const void *tree, const struct disk *disk)
{
	LIST(const char *) names = {0};

	if (node_at(tree, host_format("/vms/%s", disk->client)).offset >= 0)
		return;
	for (struct node vm = node_first(node_at(tree, "/vms")); vm.offset >= 0; vm = node_next(vm))
		*LIST_ADD(&names) = node_name(vm);
	diag_error(disk->path, "for", "there is no VM \"%s\"%s", disk->client,
		   diag_hint(disk->client, names.items, names.count, sizeof(*names.items)));
}

static void read_range(struct disk *disk)
{
	const uint32_t *c = disk->range.items;

	if (disk->range.count == 2) {
		disk->first = c[0];
		disk->sectors = c[1];
	} else if (disk->range.count == 4) {
		disk->first = (uint64_t)c[0] << 32 | c[1];
		disk->sectors = (uint64_t)c[2] << 32 | c[3];
	}
	if (!disk->sectors || disk->first + disk->sectors < disk->first)
		diag_error(disk->path, "range",
			   "<FIRST SECTORS> is expected, in sectors of 512 bytes (or both as two "
			   "cells)");
}

/* What one node can't show. */
static void check_overlap(const struct disks *disks, const struct disk *disk)
{
	for (size_t i = 0; i < disks->count; i++) {
		const struct disk *other = &disks->items[i];

		if (disk->from && other->from && !strcmp(disk->from, other->from) &&
		    !(disk->read_only && other->read_only) &&
		    disk->first < other->first + other->sectors &&
		    other->first < disk->first + disk->sectors)
			diag_error(disk->path, "range", "it overlaps that of %s", other->path);
	}
}

static void read_disk(const void *tree, struct node node, struct disks *disks)
{
	struct disk disk = {.name = node_name(node), .path = node.path, .budget_us = BUDGET_US};
	unsigned before = diag_count();
	const char *unit;

	fields_read(node, disk_fields, COUNT_OF(disk_fields), &disk);
	nodes_known(node, NULL, 0);
	if (!disk.client)
		return;
	check_client(tree, &disk);
	if (!disk.from == !disk.size)
		diag_error(
		    disk.path, "from",
		    "one of `from', a disk of the board, and `size', a RAM disk, is expected");
	if (!disk.from && (disk.range.count || disk.accept.count || disk.read_only))
		diag_error(disk.path, "size", "a RAM disk has no `range', `accept' or `read-only'");
	if (disk.from) {
		read_range(&disk);
		unit = strrchr(disk.from, '@');
		disk.driver = host_format("disk-%s", unit ? unit + 1 : "driver");
		check_overlap(disks, &disk);
	}
	place(tree, disks, &disk);
	if (diag_count() == before)
		*LIST_ADD(disks) = disk;
}

static char *part(const struct disk *disk)
{
	return host_format("%" PRIu64 "+%" PRIu64 "%s", disk->first, disk->sectors,
			   disk->read_only ? ":ro" : "");
}

static void add_back_end(const struct disk *disk)
{
	const char *vm = edit_node("/vms", disk->name);
	const char *routes = edit_node(host_format("/vms/%s", disk->client), "routes");
	const char *route = edit_node(routes, disk->name);

	edit_text(vm, "kind", "extension");
	edit_text(vm, "image",
		  disk->from ? "services/virtio-blk-lane.elf" : "services/virtio-blk.elf");
	if (disk->from)
		edit_text(vm, "args", host_format("%s %s", part(disk), disk->name));
	else
		edit_number(vm, "memory", disk->size + BACK_END_BYTES);
	edit_number(edit_node(vm, "restart"), "max", BACK_END_RESTARTS);
	edit_flag(edit_node(edit_node(vm, "windows"), "memory"), "whole");
	edit_number(edit_node(edit_node(vm, "inject"), "device"), "interrupt", disk->interrupt);

	edit_text(route, "compatible", "virtio,mmio");
	edit_text(route, "class", "mmio");
	edit_pair(route, "range", disk->address, disk->address + PAGE - 1);
	edit_text(route, "extension", disk->name);
	edit_number(route, "budget-us", disk->budget_us);
	edit_flag(route, "registers");
	edit_text(route, "on-failure", "retry");
}

/* The parts of all that share the driver, in the order of its channels. */
static char *parts(const struct disks *disks, const char *driver)
{
	char *all = NULL;

	for (size_t i = 0; i < disks->count; i++)
		if (disks->items[i].driver && !strcmp(disks->items[i].driver, driver))
			all = all ? host_format("%s %s", all, part(&disks->items[i]))
				  : part(&disks->items[i]);
	return all;
}

static void add_driver(const struct disks *disks, const struct disk *disk)
{
	const char *vm = edit_node("/vms", disk->driver), *restart = edit_node(vm, "restart");
	const char *window = edit_node(edit_node(vm, "windows"), disk->name);
	const char *channel = edit_node(edit_node("/", "channels"), disk->name);

	edit_text(vm, "kind", "service");
	edit_text(vm, "image", "services/disk.elf");
	edit_text(vm, "args", parts(disks, disk->driver));
	edit_text(vm, "devices", disk->from);
	edit_number(vm, "priority", DRIVER_PRIORITY);
	edit_flag(vm, "keepalive");
	for (size_t i = 0; i < disk->accept.count; i++)
		edit_text(vm, "accept", disk->accept.items[i]);
	edit_text(restart, "on-fault", "restart");
	edit_number(restart, "max", DRIVER_RESTARTS);

	edit_text(window, "client", disk->client);
	edit_flag(window, "whole");
	edit_text(window, "rights", "dma");

	edit_texts(channel, "between", disk->name, disk->driver);
	edit_number(channel, "size", LANE_BYTES);
	edit_flag(channel, "doorbells");
}

struct bytes expand(struct bytes tree)
{
	struct node devices = node_child(node_at(tree.data, "/"), "devices");
	struct disks disks = {0};

	if (devices.offset < 0)
		return tree;
	fields_read(devices, NULL, 0, NULL);
	for (struct node n = node_first(devices); n.offset >= 0; n = node_next(n))
		read_disk(tree.data, n, &disks);
	edit_begin(tree);
	/* A new node comes before its siblings: the last first, so that all stand in the given order. */
	for (size_t i = disks.count; i-- > 0;) {
		if (disks.items[i].from)
			add_driver(&disks, &disks.items[i]);
		add_back_end(&disks.items[i]);
	}
	edit_remove("/devices");
	return edit_end();
}
