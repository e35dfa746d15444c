/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform management firmware of a Zynq UltraScale+: each VM with devices of the board gets an extension that answers the
 * VM's calls for the clocks, resets and power domains that these devices name, unless the description already routes these
 * calls.
 */
#include <bulkhead/bootinfo.h>
#include <bulkhead/eemi.h>
#include <libfdt.h>
#include <string.h>
#include <xilinx/eemi.h>
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "field.h"
#include "maker.h"

#define FIRMWARE  "xlnx,zynqmp-firmware"
#define CLOCKS	  "xlnx,zynqmp-clk"
#define RESETS	  "xlnx,zynqmp-reset"
#define BUDGET_US 100000u
#define RESTARTS  1000u

struct share {
	const char *client;
	struct maker_numbers clocks, resets, nodes;
};
static LIST(struct share) shares;

static bool has(const struct maker_numbers *list, uint32_t number)
{
	for (size_t i = 0; i < list->of.count; i++)
		if ((list->of.items[i] & ~EEMI_SHARED) == number)
			return true;
	return false;
}

static void add_new(struct maker_numbers *to, const struct maker_numbers *from)
{
	for (size_t i = 0; i < from->of.count; i++)
		if (!has(to, from->of.items[i]))
			*LIST_ADD(&to->of) = from->of.items[i];
}

/* Is the node, or one above it, a device of the VM? */
static bool is_own(const void *tree, int vm, const void *machine, int node)
{
	const char *path;

	for (; node > 0; node = fdt_parent_offset(machine, node))
		for (int i = 0; (path = fdt_stringlist_get(tree, vm, "devices", i, NULL)); i++)
			if (fdt_path_offset(machine, path) == node)
				return true;
	return false;
}

static void read_share(const void *tree, struct node vm, const void *machine)
{
	struct share share = {.client = node_name(vm)};
	struct maker_numbers others = {0};

	for (int node = fdt_next_node(machine, 0, NULL); node >= 0;
	     node = fdt_next_node(machine, node, NULL)) {
		struct maker_numbers clocks = {0}, resets = {0}, nodes = {0};

		maker_numbers(machine, node, "clocks", CLOCKS, &clocks);
		if (!is_own(tree, vm.offset, machine, node)) {
			add_new(&others, &clocks);
			continue;
		}
		maker_numbers(machine, node, "resets", RESETS, &resets);
		maker_numbers(machine, node, "power-domains", FIRMWARE, &nodes);
		add_new(&share.clocks, &clocks);
		add_new(&share.resets, &resets);
		add_new(&share.nodes, &nodes);
	}
	for (size_t i = 0; i < share.clocks.of.count; i++)
		if (has(&others, share.clocks.of.items[i]))
			share.clocks.of.items[i] |= EEMI_SHARED;
	if (share.clocks.of.count > EEMI_THINGS || share.resets.of.count > EEMI_THINGS ||
	    share.nodes.of.count > EEMI_THINGS) {
		diag_error(vm.path, "devices",
			   "they have more than %u clocks, resets or power domains", EEMI_THINGS);
		return;
	}
	if (strlen(share.client) + strlen("eemi-") >= BULKHEAD_NAME_SIZE) {
		diag_error(vm.path, NULL,
			   "\"eemi-%s\" has too many characters, at most %d are expected",
			   share.client, BULKHEAD_NAME_SIZE - 1);
		return;
	}
	if (share.clocks.of.count || share.resets.of.count || share.nodes.of.count)
		*LIST_ADD(&shares) = share;
}

void expand_eemi_read(const void *tree, const void *machine)
{
	struct node vms = node_at(tree, "/vms");

	shares = (__typeof__(shares)){0};
	if (!machine || fdt_node_offset_by_compatible(machine, -1, FIRMWARE) < 0)
		return;
	for (struct node vm = node_first(vms); vm.offset >= 0; vm = node_next(vm))
		if (node_child(vm, "linux").offset >= 0 && node_has(vm, "devices"))
			read_share(tree, vm, machine);
}

static uint32_t *add(uint32_t *at, const struct maker_numbers *list)
{
	for (size_t i = 0; i < list->of.count; i++)
		*at++ = list->of.items[i];
	return at;
}

static void add_share(const struct share *s)
{
	const char *name = host_format("eemi-%s", s->client);
	const char *vm = edit_node("/vms", name);
	const char *route =
	    edit_node(edit_node(host_format("/vms/%s", s->client), "routes"), "eemi");
	uint32_t words[3 + 3 * EEMI_THINGS] = {(uint32_t)s->clocks.of.count,
					       (uint32_t)s->resets.of.count,
					       (uint32_t)s->nodes.of.count};
	const uint32_t *end = add(add(add(&words[3], &s->clocks), &s->resets), &s->nodes);

	edit_text(vm, "kind", "extension");
	edit_text(vm, "image", "services/eemi.elf");
	edit_number(edit_node(vm, "restart"), "max", RESTARTS);
	edit_cells(vm, "configuration", words, (size_t)(end - words));
	edit_text(route, "class", "smc");
	edit_pair(route, "range", EEMI_CALL, EEMI_CALL + EEMI_CALLS - 1);
	edit_text(route, "extension", name);
	edit_number(route, "budget-us", BUDGET_US);
	edit_number(route, "results", 4);
}

void expand_eemi_add(void)
{
	for (size_t i = shares.count; i-- > 0;)
		add_share(&shares.items[i]);
}
