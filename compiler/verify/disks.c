/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of the disks are compared with /devices of the description: the command lines of back ends and drivers, the memory
 * that they reach, and the equal order of lanes on both sides. described_bootinfo.c and described_memory.c prove that the
 * image has these command lines, windows and channels.
 */
#include <inttypes.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "checks.h"
#include "description.h"
#include "tree.h"

#define NAME		  96
#define DEFAULT_BUDGET_US 100000
#define TEXT		  4096 /* more than a boot page has room for */

static int disk_node(const struct system *system, unsigned index)
{
	int group = description_group(system, 0, "devices"), node;

	if (group < 0)
		return -1;
	fdt_for_each_subnode(node, system->described.system, group) if (!index--) return node;
	return -1;
}

static void wrong(struct system *system, const char *vm, const char *what)
{
	finding_add(system->findings, VERIFY_DISK, "VM %s: %s", vm, what);
}

/* The description's node of the VM of this name; -1 after a finding: there is none. */
static int vm_node(struct system *system, const char *name)
{
	uint32_t vm = description_vm(system, name);

	if (vm != BULKHEAD_NONE)
		return system->described.nodes[vm];
	finding_add(system->findings, VERIFY_DISK, "there is no VM %s for a disk", name);
	return -1;
}

/* Writes `2048+32768:ro:4`: part and limit of a disk, as they stand in a command line. */
static void part_text(const void *tree, int disk, char text[NAME])
{
	struct tree_cells c = tree_cells(tree, disk, "range");
	uint64_t first = tree_cell(c, 0), sectors = tree_cell(c, 1);
	uint64_t in_flight = tree_number(tree, disk, "in-flight", 0);
	char limit[NAME / 2] = "";

	if (in_flight)
		snprintf(limit, sizeof(limit), ":%" PRIu64, in_flight);
	if (c.count == 4) {
		first = first << 32 | sectors;
		sectors = (uint64_t)tree_cell(c, 2) << 32 | tree_cell(c, 3);
	}
	snprintf(text, NAME, "%" PRIu64 "+%" PRIu64 "%s%s", first, sectors,
		 tree_has(tree, disk, "read-only") ? ":ro" : "", limit);
}

static bool is_text(const void *tree, int node, const char *property, const char *expected)
{
	const char *text = tree_text(tree, node, property);

	return text && expected && !strcmp(text, expected);
}

/* Checks the client's route: the bound of a request, and the address. */
static void check_route(struct system *system, int disk, uint32_t client)
{
	const void *tree = system->described.system;
	const char *name = tree_name(tree, disk);
	int routes = fdt_subnode_offset(tree, system->described.nodes[client], "routes");
	int route = fdt_subnode_offset(tree, routes, name);
	uint64_t first = tree_cell(tree_cells(tree, route, "range"), 0);

	if (tree_number(tree, route, "budget-us", 0) !=
		tree_number(tree, disk, "budget-us", DEFAULT_BUDGET_US) ||
	    (tree_has(tree, disk, "address") && tree_number(tree, disk, "address", 0) != first))
		wrong(system, name, "its client's route isn't as described");
}

/* A back end must serve only the VM that the disk is for, with the described part. */
static void check_back_end(struct system *system, int disk)
{
	const void *tree = system->described.system;
	const char *name = tree_name(tree, disk), *client = tree_text(tree, disk, "for");
	char part[NAME], args[2 * NAME];
	int vm = vm_node(system, name);
	uint32_t id = description_vm(system, name);
	struct manifest_slice clients;

	if (vm < 0)
		return;
	clients = system->vms[id].clients;
	if (clients.count != 1 || !client ||
	    system->client_refs[clients.first] != description_vm(system, client))
		wrong(system, name, "it has other clients than its disk");
	else
		check_route(system, disk, system->client_refs[clients.first]);
	part_text(tree, disk, part);
	snprintf(args, sizeof(args), "%s %.63s", part, name);
	if (!tree_has(tree, disk, "from")) {
		if (tree_number(tree, vm, "memory", 0) <= tree_number(tree, disk, "size", 0))
			wrong(system, name, "its memory has no room for its disk");
	} else if (!is_text(tree, vm, "args", args)) {
		wrong(system, name, "its part isn't as described");
	}
}

/* Node `index` of the driver's windows; -1: there are fewer. */
static int window_node(const void *tree, int driver, unsigned index)
{
	int node;

	fdt_for_each_subnode(node, tree,
			     fdt_subnode_offset(tree, driver, "windows")) if (!index--) return node;
	return -1;
}

/* Node `index` of the channels that end at a VM; -1: there are fewer. */
static int channel_node(const struct system *system, const char *vm, unsigned index)
{
	const void *tree = system->described.system;
	int node;

	fdt_for_each_subnode(
	    node, tree,
	    description_group(system, 0, "channels")) if (tree_lists(tree, node, "between", vm) &&
							  !index--) return node;
	return -1;
}

/* Checks the driver of the disk with the part `first`, and all parts of this disk in order. */
static void check_driver(struct system *system, int first)
{
	const void *tree = system->described.system;
	const char *from = tree_text(tree, first, "from");
	bool pci = !strncmp(from, "pci/", 4);
	const char *unit = strrchr(from, pci ? '/' : '@');
	char name[NAME], args[TEXT] = "";
	unsigned lanes = 0;
	int driver, disk;

	snprintf(name, sizeof(name), "disk-%.32s", unit ? unit + 1 : "driver");
	driver = vm_node(system, name);
	if (driver < 0)
		return;
	for (unsigned i = 0; (disk = disk_node(system, i)) >= 0; i++) {
		char part[NAME];
		size_t used = strlen(args);
		int window = window_node(tree, driver, lanes);
		int channel = channel_node(system, name, lanes);

		if (!is_text(tree, disk, "from", from))
			continue;
		part_text(tree, disk, part);
		snprintf(args + used, sizeof(args) - used, "%s%s", lanes ? " " : "", part);
		if (window < 0 || !is_text(tree, window, "client", tree_text(tree, disk, "for")))
			wrong(system, name,
			      "its windows aren't those of its parts, in their order");
		if (channel < 0 || !tree_lists(tree, channel, "between", tree_name(tree, disk)))
			wrong(system, name, "its lanes aren't those of its parts, in their order");
		lanes++;
	}
	if (!is_text(tree, driver, "args", args))
		wrong(system, name, "its parts aren't as described");
	if (!is_text(tree, driver, "devices", from) || tree_item(tree, driver, "devices", 1))
		wrong(system, name, "its device isn't the described one");
	if (window_node(tree, driver, lanes) >= 0 || channel_node(system, name, lanes) >= 0)
		wrong(system, name, "it reaches more than its parts' clients");
}

/* Is disk `index` the first part of its device? */
static bool is_first_part(const struct system *system, unsigned index)
{
	const void *tree = system->described.system;
	const char *from = tree_text(tree, disk_node(system, index), "from");

	for (unsigned i = 0; i < index; i++)
		if (is_text(tree, disk_node(system, i), "from", from))
			return false;
	return from != NULL;
}

void check_disks(struct system *system)
{
	int disk;

	for (unsigned i = 0; (disk = disk_node(system, i)) >= 0; i++) {
		check_back_end(system, disk);
		if (is_first_part(system, i))
			check_driver(system, disk);
	}
}
