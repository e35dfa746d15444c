/* SPDX-License-Identifier: BSD-3-Clause */
#include <libfdt.h>
#include "board.h"
#include "edit.h"
#include "expand.h"
#include "expand_parts.h"
#include "field.h"
#include "place.h"

void expand_each(const void *tree, const char *name, void (*read)(const void *tree, struct node n))
{
	struct node group = node_child(node_at(tree, "/"), name);

	if (group.offset < 0)
		return;
	fields_read(group, NULL, 0, NULL);
	for (struct node n = node_first(group); n.offset >= 0; n = node_next(n))
		read(tree, n);
}

/* Does a node of `group` name a device by its path in the board's tree? */
static bool names_path(const void *tree, struct node group, const char *property)
{
	for (struct node n = node_first(group); n.offset >= 0; n = node_next(n)) {
		const char *device = fdt_stringlist_get(tree, n.offset, property, 0, NULL);

		if (device && device[0] == '/')
			return true;
	}
	return false;
}

/* The tree of the board, if a VM, a disk, a network or a CAN bus has a device by its path there. */
static const void *machine_of(const void *tree, const char *build, const char *boards)
{
	const char *board = fdt_stringlist_get(tree, 0, "board", 0, NULL);

	if (!board || (!names_path(tree, node_at(tree, "/vms"), "devices") &&
		       !names_path(tree, node_at(tree, "/devices"), "from") &&
		       !names_path(tree, node_at(tree, "/networks"), "uplink") &&
		       !names_path(tree, node_at(tree, "/can"), "uplink")))
		return NULL;
	return board_peek(board, boards, host_format("%s/boards", build));
}

struct bytes expand(struct bytes tree, const char *build, const char *folder, const char *boards)
{
	struct node root = node_at(tree.data, "/");

	static const char *const groups[] = {"devices", "networks", "displays", "sound",
					     "pci",	"scmi",	    "can",	"sensors"};
	const void *machine = machine_of(tree.data, build, boards);
	bool any = machine != NULL || expand_channels_any(tree.data);

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		any |= node_child(root, groups[i]).offset >= 0;
	if (!any)
		return tree;
	place_begin();
	expand_disks_read(tree.data, machine, build, folder);
	expand_networks_read(tree.data, machine);
	expand_displays_read(tree.data);
	expand_sound_read(tree.data);
	expand_pci_read(tree.data);
	expand_scmi_read(tree.data);
	expand_can_read(tree.data, machine);
	expand_sensors_read(tree.data);
	expand_channels_read(tree.data);
	expand_eemi_read(tree.data, machine);
	edit_begin(tree);
	/* The node that is added first comes last. */
	expand_eemi_add();
	expand_channels_add();
	expand_sensors_add();
	expand_can_add();
	expand_scmi_add();
	expand_pci_add();
	expand_sound_add();
	expand_displays_add();
	expand_networks_add();
	expand_disks_add();
	return edit_end();
}
