/* SPDX-License-Identifier: BSD-3-Clause */
/* The device tree of a board's machine: the maker's blob, with the changes of the board's file. */
#include <libfdt.h>
#include <string.h>
#include "board.h"
#include "diagnostics.h"
#include "source.h"

/*
 * The node /overlay of a board's file stands for the root of the machine's tree: its properties replace the maker's, for
 * drivers to read. The verifier reads the maker's tree without these changes.
 */
static void overlay(void *tree, const void *own, int from, const char *path)
{
	int property, child, node = fdt_path_offset(tree, *path ? path : "/");

	if (node < 0) {
		diag_error("/overlay", NULL, "there is no %s in the board's tree", path);
		return;
	}
	fdt_for_each_property_offset(property, own, from)
	{
		const char *name;
		int length;
		const void *value = fdt_getprop_by_offset(own, property, &name, &length);

		if (!value || fdt_setprop(tree, node, name, value, length))
			diag_error("/overlay", NULL, "%s of %s can't be changed", name, path);
	}
	fdt_for_each_subnode(child, own, from)
	    overlay(tree, own, child, host_format("%s/%s", path, fdt_get_name(own, child, NULL)));
}

/* The machine's tree with the changes of the board's file. */
static void *overlaid(struct bytes blob, const void *own)
{
	int node = fdt_path_offset(own, "/overlay");
	size_t size = blob.size + fdt_totalsize(own);
	void *tree = blob.data;

	if (node < 0)
		return tree;
	tree = host_allocate(size);
	if (fdt_open_into(blob.data, tree, (int)size))
		return blob.data;
	overlay(tree, own, node, "");
	return tree;
}

bool board_load_tree(struct board *board, const char *boards, const char *trees, struct bytes own)
{
	struct bytes blob;
	char *path;

	board->own = board->machine = own;
	if (!board->tree_file) {
		board->tree = own.data;
		return true;
	}
	if (fdt_num_mem_rsv(own.data))
		diag_error("/bulkhead", "reserved",
			   "/memreserve/ counts in the machine's tree only, %s: this property is "
			   "expected",
			   board->tree_file);
	path = host_format("%s/%s", trees, board->tree_file);
	if (!host_exists(path))
		path = host_format("%s/%s/%s", boards, board->name, board->tree_file);
	if (!host_read_file(path, &blob) || fdt_check_full(blob.data, blob.size)) {
		diag_error(
		    "/bulkhead", "tree",
		    "%s: no readable device tree; `make boards' brings QEMU's and the makers'",
		    path);
		return false;
	}
	board->tree = overlaid(blob, own.data);
	board->machine = blob;
	return true;
}

const void *board_peek(const char *name, const char *boards, const char *trees)
{
	struct board board = {.name = name, .file = host_format("%s/%s/board.dts", boards, name)};
	struct bytes own, blob;
	const char *tree;
	char *path;
	int node;

	if (strchr(name, '/') || !host_exists(board.file) ||
	    !source_load(board.file,
			 &(struct source_options){.includes = &boards, .include_count = 1}, &own))
		return NULL;
	node = fdt_path_offset(own.data, "/bulkhead");
	tree = node < 0 ? NULL : fdt_stringlist_get(own.data, node, "tree", 0, NULL);
	if (!tree)
		return own.data;
	path = host_format("%s/%s", trees, tree);
	if (!host_exists(path))
		path = host_format("%s/%s/%s", boards, name, tree);
	return host_read_file(path, &blob) && !fdt_check_full(blob.data, blob.size) ? blob.data
										    : NULL;
}
