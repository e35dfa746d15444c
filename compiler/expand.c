/* SPDX-License-Identifier: BSD-3-Clause */
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

struct bytes expand(struct bytes tree, const char *build, const char *folder)
{
	struct node root = node_at(tree.data, "/");

	static const char *const groups[] = {"devices", "networks", "displays",
					     "pci",	"scmi",	    "can"};
	bool any = false;

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		any |= node_child(root, groups[i]).offset >= 0;
	if (!any)
		return tree;
	place_begin();
	expand_disks_read(tree.data, build, folder);
	expand_networks_read(tree.data);
	expand_displays_read(tree.data);
	expand_pci_read(tree.data);
	expand_scmi_read(tree.data);
	expand_can_read(tree.data);
	edit_begin(tree);
	/* The node that is added first comes last. */
	expand_can_add();
	expand_scmi_add();
	expand_pci_add();
	expand_displays_add();
	expand_networks_add();
	expand_disks_add();
	return edit_end();
}
