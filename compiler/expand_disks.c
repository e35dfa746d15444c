/* SPDX-License-Identifier: BSD-3-Clause */
/* Disks, /devices: docs/system-description.md, "Devices in short". */
#include <inttypes.h>
#include <libfdt.h>
#include <string.h>
#include "back_end.h"
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "field.h"
#include "gpt.h"
#include "pci.h"
#include "place.h"

#define LANE_BYTES     0x8000u
#define BACK_END_BYTES 0x10000u /* memory of a RAM disk's back end, without the disk */
#define BUDGET_US      100000u
#define IN_FLIGHT_MAX \
	64u /* requests that a driver's device holds at once (services/disk/defconfig) */

struct disk {
	const char *name, *path, *client, *from, *driver, *table;
	struct strings accept;
	struct cells range;
	uint64_t size, first, sectors, address;
	uint32_t interrupt, budget_us, in_flight;
	bool read_only;
};
static LIST(struct disk) disks;
static const void *board_tree; /* or NULL */

static const struct field disk_fields[] = {
    {"for", FIELD_STRING, offsetof(struct disk, client), .required = true},
    {"from", FIELD_STRING, offsetof(struct disk, from)},
    {"accept", FIELD_STRINGS, offsetof(struct disk, accept)},
    {"range", FIELD_CELLS, offsetof(struct disk, range)},
    {"partition", FIELD_IGNORE}, /* read_partition() */
    {"table", FIELD_STRING, offsetof(struct disk, table)},
    {"size", FIELD_U64, offsetof(struct disk, size), .minimum = PAGE, .maximum = GIB(64),
     .unit = PAGE},
    {"read-only", FIELD_FLAG, offsetof(struct disk, read_only)},
    {"in-flight", FIELD_U32, offsetof(struct disk, in_flight), .minimum = 1,
     .maximum = IN_FLIGHT_MAX},
    {"address", FIELD_U64, offsetof(struct disk, address), .minimum = PAGE, .unit = PAGE},
    {"interrupt", FIELD_U32, offsetof(struct disk, interrupt), .minimum = 32, .maximum = 1019},
    {"budget-us", FIELD_U32, offsetof(struct disk, budget_us), .minimum = 1},
};

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

/* Finds the partition that a node names by its label or number in the disk's table. NULL after an error. */
static const struct gpt_partition *find_partition(struct node node, const struct gpt *gpt,
						  const char *file)
{
	int length;
	const char *value = fdt_getprop(node.tree, node.offset, "partition", &length);
	/* A label doesn't begin with a NUL character: this is a number. */
	unsigned number =
	    length == sizeof(fdt32_t) && !value[0] ? fdt32_ld((const fdt32_t *)value) : 0;
	const struct gpt_partition *found = NULL;

	if (!number && strnlen(value, (size_t)length) + 1 != (size_t)length) {
		diag_error(node.path, "partition", "a label, or a number from 1 on, is expected");
		return NULL;
	}
	for (size_t i = 0; i < gpt->partitions.count; i++) {
		const struct gpt_partition *p = &gpt->partitions.items[i];

		if (number ? p->number != number : strcmp(p->name, value) != 0)
			continue;
		if (found) {
			diag_error(node.path, "partition", "%s has two partitions \"%s\"", file,
				   value);
			return NULL;
		}
		found = p;
	}
	if (!found)
		diag_error(node.path, "partition", "%s has no such partition", file);
	return found;
}

/* Sets the disk's range to its partition's range; if `range` is given, too, both must agree. */
static void read_partition(struct disk *disk, struct node node, const char *build,
			   const char *folder)
{
	const char *file = host_find(disk->table, build, folder), *wrong;
	const struct gpt_partition *partition;
	struct gpt gpt;

	wrong = gpt_read(file, &gpt);
	if (wrong) {
		diag_error(disk->path, "table", "%s: %s", file, wrong);
		return;
	}
	if (gpt.backup)
		diag_note(disk->path, "table",
			  "%s: its first GPT is damaged, the second one is used", file);
	partition = find_partition(node, &gpt, file);
	if (!partition)
		return;
	if (disk->sectors &&
	    (disk->first != partition->first || disk->sectors != partition->sectors))
		diag_error(disk->path, "range", "the partition is <%" PRIu64 " %" PRIu64 "> in %s",
			   partition->first, partition->sectors, file);
	disk->first = partition->first;
	disk->sectors = partition->sectors;
}

/* Read the node of a part of a board's disk. */
static void read_part(struct disk *disk, struct node node, const char *build, const char *folder)
{
	bool named = node_has(node, "partition");

	if (disk->range.count || !named)
		read_range(disk);
	if (named != !!disk->table)
		diag_error(disk->path, "partition",
			   "`partition' and `table', the disk's image, are expected together");
	else if (named)
		read_partition(disk, node, build, folder);
}

/* Check the disk against the other nodes. */
static void check_overlap(const struct disk *disk)
{
	for (size_t i = 0; i < disks.count; i++) {
		const struct disk *other = &disks.items[i];

		if (disk->from && other->from && !strcmp(disk->from, other->from) &&
		    !(disk->read_only && other->read_only) &&
		    disk->first < other->first + other->sectors &&
		    other->first < disk->first + disk->sectors)
			diag_error(disk->path, "range", "it overlaps the range of %s", other->path);
	}
}

/* Each part needs at least one of the requests that the device holds. */
static void check_in_flight(const struct disk *disk)
{
	unsigned sum = disk->in_flight ? disk->in_flight : 1;

	for (size_t i = 0; i < disks.count; i++) {
		const struct disk *other = &disks.items[i];

		if (other->from && !strcmp(disk->from, other->from))
			sum += other->in_flight ? other->in_flight : 1;
	}
	if (sum > IN_FLIGHT_MAX)
		diag_error(disk->path, disk->in_flight ? "in-flight" : "from",
			   "the parts of %s have %u requests in flight, at most %u in all, and one "
			   "for each part, are expected",
			   disk->from, sum, IN_FLIGHT_MAX);
}

const char *expand_disks_driver(const char *from)
{
	const char *unit = strrchr(from, pci_is_function(from) ? '/' : '@');

	return host_format("disk-%s", unit ? unit + 1 : "driver");
}

static void read_disk(const void *tree, struct node node, const char *build, const char *folder)
{
	struct disk disk = {.name = node_name(node), .path = node.path, .budget_us = BUDGET_US};
	unsigned before = diag_count();

	fields_read(node, disk_fields, COUNT_OF(disk_fields), &disk);
	nodes_known(node, NULL, 0);
	if (!disk.client)
		return;
	place_client(tree, disk.path, "for", disk.client);
	if (!disk.from == !disk.size)
		diag_error(
		    disk.path, "from",
		    "one of `from', a disk of the board, and `size', a RAM disk, is expected");
	if (!disk.from && (disk.range.count || node_has(node, "partition") || disk.table ||
			   disk.accept.count || disk.read_only || disk.in_flight))
		diag_error(disk.path, "size",
			   "a RAM disk has no `range', `partition', `table', `accept', `read-only' "
			   "or `in-flight'");
	if (disk.from) {
		read_part(&disk, node, build, folder);
		disk.driver = expand_disks_driver(disk.from);
		check_overlap(&disk);
		check_in_flight(&disk);
	}
	place(tree, disk.client, &disk.address, &disk.interrupt);
	if (diag_count() == before)
		*LIST_ADD(&disks) = disk;
}

static char *part(const struct disk *disk)
{
	const char *limit = disk->in_flight ? host_format(":%" PRIu32, disk->in_flight) : "";

	return host_format("%" PRIu64 "+%" PRIu64 "%s%s", disk->first, disk->sectors,
			   disk->read_only ? ":ro" : "", limit);
}

static void add_back_end(const struct disk *disk)
{
	const char *vm = back_end_add(&(struct back_end){
	    .name = disk->name,
	    .image = disk->from ? "services/virtio-blk-lane.elf" : "services/virtio-blk.elf",
	    .client = disk->client,
	    .address = disk->address,
	    .interrupt = disk->interrupt,
	    .budget_us = disk->budget_us});

	if (disk->from)
		edit_text(vm, "args", host_format("%s %s", part(disk), disk->name));
	else
		edit_number(vm, "memory", disk->size + BACK_END_BYTES);
}

/* Adds the partition's range to the description, for the verifier. */
static void add_range(const struct disk *disk)
{
	edit_pair(host_format("/devices/%s", disk->name), "range", disk->first, disk->sectors);
}

/* The parts of all disks that share `driver`, in the order of the driver's channels. */
static char *parts(const char *driver)
{
	char *all = NULL;

	for (size_t i = 0; i < disks.count; i++)
		if (disks.items[i].driver && !strcmp(disks.items[i].driver, driver))
			all = all ? host_format("%s %s", all, part(&disks.items[i]))
				  : part(&disks.items[i]);
	return all;
}

/* What drives this device of the board. */
static const char *image_of(const char *from)
{
	int node = board_tree ? fdt_path_offset(board_tree, from) : -1;

	if (pci_is_function(from))
		return "services/disk-nvme.elf";
	if (node >= 0 && !fdt_node_check_compatible(board_tree, node, "arasan,sdhci-8.9a"))
		return "services/disk-sdhci.elf";
	return "services/disk.elf";
}

static void add_driver(const struct disk *disk)
{
	const char *vm = driver_add(disk->driver, image_of(disk->from), disk->from, &disk->accept);
	const char *window = edit_node(edit_node(vm, "windows"), disk->name);
	const char *channel = edit_node(edit_node("/", "channels"), disk->name);

	edit_text(vm, "args", parts(disk->driver));

	edit_text(window, "client", disk->client);
	edit_flag(window, "whole");
	edit_text(window, "rights", "dma");

	edit_texts(channel, "between", disk->name, disk->driver);
	edit_number(channel, "size", LANE_BYTES);
	edit_flag(channel, "doorbells");
}

void expand_disks_read(const void *tree, const void *machine, const char *build, const char *folder)
{
	struct node devices = node_child(node_at(tree, "/"), "devices");

	board_tree = machine;
	disks = (__typeof__(disks)){0};
	if (devices.offset < 0)
		return;
	fields_read(devices, NULL, 0, NULL);
	for (struct node n = node_first(devices); n.offset >= 0; n = node_next(n))
		read_disk(tree, n, build, folder);
}

void expand_disks_add(void)
{
	/* A new node is added before its siblings, so the last disk is added first, to keep the given order. */
	for (size_t i = disks.count; i-- > 0;) {
		if (disks.items[i].from) {
			add_range(&disks.items[i]);
			add_driver(&disks.items[i]);
		}
		add_back_end(&disks.items[i]);
	}
}
