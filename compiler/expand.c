/* SPDX-License-Identifier: BSD-3-Clause */
#include "edit.h"
#include "expand.h"
#include "expand_parts.h"
#include "field.h"
#include "place.h"

struct bytes expand(struct bytes tree)
{
	struct node root = node_at(tree.data, "/");

	if (node_child(root, "devices").offset < 0 && node_child(root, "networks").offset < 0 &&
	    node_child(root, "pci").offset < 0)
		return tree;
	place_begin();
	expand_disks_read(tree.data);
	expand_networks_read(tree.data);
	expand_pci_read(tree.data);
	edit_begin(tree);
	/* What is added first stands last. */
	expand_pci_add();
	expand_networks_add();
	expand_disks_add();
	return edit_end();
}
