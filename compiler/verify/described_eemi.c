/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An extension `eemi` lets its client control only clocks, resets and power domains that the client's devices name in the
 * machine's tree. A clock that other nodes name, too, must be one that can't be stopped.
 */
#include <libfdt.h>
#include <string.h>
#include "checks.h"
#include "description.h"
#include "tree.h"

#define FIRMWARE "xlnx,zynqmp-firmware"
#define CLOCKS	 "xlnx,zynqmp-clk"
#define RESETS	 "xlnx,zynqmp-reset"
#define SHARED	 0x80000000u /* bulkhead/eemi.h */
#define HEAD	 3u	     /* words for the numbers of clocks, resets and power domains */

/* Does the node name thing `number` of a provider of this kind? */
static bool names(const void *tree, int node, const char *property, const char *provider,
		  uint32_t number)
{
	struct tree_cells cells = tree_cells(tree, node, property);

	for (uint32_t i = 0; i + 1 < cells.count; i += 2) {
		int at = fdt_node_offset_by_phandle(tree, tree_cell(cells, i));

		if (at >= 0 && tree_cell(cells, i + 1) == number &&
		    !fdt_node_check_compatible(tree, at, provider))
			return true;
	}
	return false;
}

/* Is the node, or a node above it, a device of the VM that node `client` describes? */
static bool is_own(const struct system *system, int client, int node)
{
	const void *tree = system->described.machine;
	const char *path;

	for (; node > 0; node = fdt_parent_offset(tree, node))
		for (int i = 0; (path = tree_item(system->described.system, client, "devices", i));
		     i++)
			if (fdt_path_offset(tree, path) == node)
				return true;
	return false;
}

/* Do the client's own devices (`own`), or other nodes, name the thing? */
static bool is_named(const struct system *system, int client, bool own, const char *property,
		     const char *provider, uint32_t number)
{
	const void *tree = system->described.machine;

	for (int node = fdt_next_node(tree, 0, NULL); node >= 0;
	     node = fdt_next_node(tree, node, NULL))
		if (names(tree, node, property, provider, number) &&
		    is_own(system, client, node) == own)
			return true;
	return false;
}

/* A VM whose route leads to the extension; -1: none. */
static int client_of(const struct system *system, const char *extension)
{
	const void *tree = system->described.system;

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		int group = description_group(system, system->described.nodes[vm], "routes"), node;

		if (group >= 0)
			fdt_for_each_subnode(node, tree, group)
			{
				const char *to = tree_text(tree, node, "extension");

				if (to && !strcmp(to, extension))
					return system->described.nodes[vm];
			}
	}
	return -1;
}

/* Does the extension's configuration have only things of its client? */
static bool is_told(const struct system *system, int vm, int client)
{
	struct tree_cells told = tree_cells(system->described.system, vm, "configuration");
	uint32_t clocks = tree_cell(told, 0), resets = tree_cell(told, 1),
		 nodes = tree_cell(told, 2), at = HEAD;

	if (told.count < HEAD || (uint64_t)clocks + resets + nodes + HEAD != told.count)
		return false;
	for (uint32_t i = 0; i < clocks; i++, at++) {
		uint32_t number = tree_cell(told, at) & ~SHARED;

		if (!is_named(system, client, true, "clocks", CLOCKS, number) ||
		    (!(tree_cell(told, at) & SHARED) &&
		     is_named(system, client, false, "clocks", CLOCKS, number)))
			return false;
	}
	for (uint32_t i = 0; i < resets; i++, at++)
		if (!is_named(system, client, true, "resets", RESETS, tree_cell(told, at)))
			return false;
	for (uint32_t i = 0; i < nodes; i++, at++)
		if (!is_named(system, client, true, "power-domains", FIRMWARE, tree_cell(told, at)))
			return false;
	return true;
}

void check_described_eemi(struct system *system)
{
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		int node = system->described.nodes[vm];
		const char *image = tree_text(system->described.system, node, "image");
		int client;

		if (!image || strcmp(image, "services/eemi.elf") != 0)
			continue;
		client = client_of(system, tree_name(system->described.system, node));
		if (client < 0 || !is_told(system, node, client))
			finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
				    "VM %s: it is told of clocks, resets or power domains that its "
				    "client's devices don't name",
				    system->names[vm]);
	}
}
