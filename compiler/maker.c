/* SPDX-License-Identifier: BSD-3-Clause */
#include "maker.h"
#include <libfdt.h>
#include <string.h>
#include "bus.h"
#include "diagnostics.h"
#include "guest_devices.h"
#include "guest_tree.h"
#include "pci.h"
#include "tree_writer.h"

#define DEPTH_MAX 16

struct kept {
	int node;
	bool whole; /* with all nodes below it */
};

/* A property that names nodes: each phandle is followed by as many cells as the property `cells` of its node says. */
struct reference {
	const char *name, *cells;
	const char *names; /* the property with a name for each */
	bool never;	   /* it names nodes that no guest has */
};

static const struct reference references[] = {
    {"clocks", "#clock-cells", "clock-names", false},
    {"assigned-clocks", "#clock-cells", "assigned-clock-rates", false},
    {"assigned-clock-parents", "#clock-cells", NULL, false},
    {"resets", "#reset-cells", "reset-names", false},
    {"power-domains", "#power-domain-cells", "power-domain-names", false},
    {"phys", "#phy-cells", "phy-names", false},
    {"phy-handle", NULL, NULL, false},
    {"operating-points-v2", NULL, NULL, false},
    {"interrupts-extended", "#interrupt-cells", NULL, false},
    /* The boot loader sets the use of pins before the system starts. */
    {"pinctrl-0", NULL, "pinctrl-names", true},
    {"pinctrl-1", NULL, NULL, true},
    {"pinctrl-2", NULL, NULL, true},
    {"pinctrl-3", NULL, NULL, true},
    {"iommus", NULL, NULL, true},
    {"iommu-map", NULL, NULL, true},
    {"msi-parent", NULL, NULL, true},
    {"msi-map", NULL, NULL, true},
    {"dmas", NULL, "dma-names", true},
    {"mboxes", NULL, "mbox-names", true},
    {"interconnects", NULL, "interconnect-names", true},
    {"memory-region", NULL, NULL, true},
    {"nvmem-cells", NULL, "nvmem-cell-names", true},
};
static const struct reference supply = {"-supply", NULL, NULL, false};
static const struct reference gpio = {"-gpio", "#gpio-cells", NULL, false};
static const struct reference gpios = {"-gpios", "#gpio-cells", NULL, false};

static struct {
	const struct system *system;
	const struct vm *vm;
	const void *tree;
	LIST(struct kept) nodes;
	bool telling;
} maker;

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), n = strlen(end);

	return length >= n && !strcmp(text + length - n, end);
}

static const struct reference *reference_of(const char *name)
{
	static const struct reference *const by_end[] = {&supply, &gpio, &gpios};

	for (size_t i = 0; i < COUNT_OF(references); i++)
		if (!strcmp(name, references[i].name))
			return &references[i];
	for (size_t i = 0; i < COUNT_OF(by_end); i++)
		if (ends_with(name, by_end[i]->name))
			return by_end[i];
	return NULL;
}

static const char *path_of(int node)
{
	static char path[1024];

	return fdt_get_path(maker.tree, node, path, sizeof(path)) ? "?" : path;
}

static const struct kept *find(int node)
{
	for (size_t i = 0; i < maker.nodes.count; i++)
		if (maker.nodes.items[i].node == node)
			return &maker.nodes.items[i];
	return NULL;
}

static bool is_enabled(int node)
{
	const char *status = fdt_stringlist_get(maker.tree, node, "status", 0, NULL);

	return !status || !strcmp(status, "okay") || !strcmp(status, "ok");
}

/* Is the node in the guest's tree, by itself or with a node above it? */
static bool is_there(int node)
{
	const struct kept *kept = find(node);

	for (; node > 0 && !(kept && kept->whole); kept = find(node))
		node = fdt_parent_offset(maker.tree, node);
	return node > 0;
}

/* The phandle of the guest's own node in the place of a node of the board; 0: the guest has none. */
static uint32_t own_phandle(int node)
{
	if (node == maker.system->board.gic)
		return PHANDLE_GIC;
	return !strcmp(path_of(node), "/apb-pclk") ? PHANDLE_CLK : 0;
}

/* May a device of the VM name the node: does the node belong to the VM, or have no registers? */
static bool may_name(int node)
{
	if (node < 0)
		return false;
	if (own_phandle(node) || is_there(node))
		return true;
	for (; node > 0; node = fdt_parent_offset(maker.tree, node))
		if (fdt_getprop(maker.tree, node, "reg", NULL) || !is_enabled(node))
			return false;
	return true;
}

/* Cells behind a phandle; -1: its provider doesn't state them. */
static int cells_of(int provider, const struct reference *reference)
{
	int length;
	const fdt32_t *cells =
	    reference->cells ? fdt_getprop(maker.tree, provider, reference->cells, &length) : NULL;

	if (!reference->cells)
		return 0;
	return cells && length == 4 && fdt32_to_cpu(*cells) < 16 ? (int)fdt32_to_cpu(*cells) : -1;
}

/* Does the property name only nodes that may be named? Calls `name` for each provider. */
static bool each_provider(int node, const char *property, const struct reference *reference,
			  void (*name)(int provider))
{
	int length, count;
	const fdt32_t *cells = fdt_getprop(maker.tree, node, property, &length);

	if (reference->never)
		return false;
	for (int i = 0; i < length / 4; i += 1 + count) {
		int provider = fdt_node_offset_by_phandle(maker.tree, fdt32_to_cpu(cells[i]));

		count = provider < 0 ? -1 : cells_of(provider, reference);
		if (count < 0 || i + 1 + count > length / 4 || !may_name(provider))
			return false;
		if (name)
			name(provider);
	}
	return true;
}

/* The interrupt parent of a node. */
static int interrupt_parent(int node)
{
	int length;

	for (; node >= 0; node = fdt_parent_offset(maker.tree, node)) {
		const fdt32_t *cell = fdt_getprop(maker.tree, node, "interrupt-parent", &length);

		if (cell && length == 4)
			return fdt_node_offset_by_phandle(maker.tree, fdt32_to_cpu(*cell));
	}
	return -1;
}

/* Does the guest's tree have this property of a kept node? */
static bool is_kept(int node, const char *name)
{
	const struct reference *reference = reference_of(name);
	int property;

	if (!strcmp(name, "interrupts"))
		return interrupt_parent(node) == maker.system->board.gic;
	if (reference)
		return each_provider(node, name, reference, NULL);
	/* Not kept: the names for a reference that isn't kept, and properties for boot loaders. */
	fdt_for_each_property_offset(property, maker.tree, node)
	{
		const char *other;

		if (!fdt_getprop_by_offset(maker.tree, property, &other, NULL))
			break;
		reference = reference_of(other);
		if (reference && reference->names && !strcmp(reference->names, name) &&
		    !is_kept(node, other))
			return false;
	}
	return strncmp(name, "u-boot,", 7) != 0 && strncmp(name, "bootph-", 7) != 0;
}

static void keep(int node, bool whole);

static void keep_provider(int provider)
{
	if (!own_phandle(provider) && !is_there(provider))
		keep(provider, false);
}

/* Keeps the nodes that a node names, or, if `whole`, that it and all nodes below it name. */
static void keep_named(int node, bool whole)
{
	int property, child;

	fdt_for_each_property_offset(property, maker.tree, node)
	{
		const char *name;
		const struct reference *reference;

		if (!fdt_getprop_by_offset(maker.tree, property, &name, NULL))
			break;
		reference = reference_of(name);
		if (reference && each_provider(node, name, reference, NULL))
			each_provider(node, name, reference, keep_provider);
		else if (maker.telling && whole && !is_kept(node, name) &&
			 (reference || !strcmp(name, "interrupts")))
			diag_note(maker.vm->path, "devices",
				  "%s: loses `%s', which names what the VM doesn't own",
				  path_of(node), name);
	}
	if (whole)
		fdt_for_each_subnode(child, maker.tree, node) keep_named(child, true);
}

/* Keeps a node, and the nodes above it, whose properties it may need. */
static void keep(int node, bool whole)
{
	if (find(node))
		return;
	*LIST_ADD(&maker.nodes) = (struct kept){node, whole};
	for (int above = fdt_parent_offset(maker.tree, node); above > 0;
	     above = fdt_parent_offset(maker.tree, above))
		if (!find(above))
			*LIST_ADD(&maker.nodes) = (struct kept){above, false};
	keep_named(node, whole);
}

void maker_begin(const struct system *system, const struct vm *vm)
{
	maker.system = system;
	maker.vm = vm;
	maker.tree = system->board.tree;
	memset(&maker.nodes, 0, sizeof(maker.nodes)); /* may have been released */
	/* All of the VM's devices come first, since they may name each other. */
	for (int named = 0; named < 2; named++)
		for (size_t i = 0; i < vm->owned.count; i++) {
			const struct board_device *d = &vm->owned.items[i];

			if (pci_is_function(d->path) || d->regions.items[0].base == GUEST_PL011)
				continue;
			if (!named)
				*LIST_ADD(&maker.nodes) = (struct kept){d->offset, true};
			else
				keep_named(d->offset, true);
		}
	for (size_t i = 0, count = maker.nodes.count; i < count; i++)
		for (int above = fdt_parent_offset(maker.tree, maker.nodes.items[i].node);
		     above > 0; above = fdt_parent_offset(maker.tree, above))
			if (!find(above))
				*LIST_ADD(&maker.nodes) = (struct kept){above, false};
}

void maker_tell(const struct system *system)
{
	maker.telling = true;
	for (size_t i = 0; i < system->vms.count; i++)
		if (system->vms.items[i].linux_.present)
			maker_begin(system, &system->vms.items[i]);
	maker.telling = false;
}

/* Writes a reference with the phandles of the guest's tree. */
static void put_reference(int node, const char *name, const struct reference *reference)
{
	int length, count;
	const fdt32_t *cells = fdt_getprop(maker.tree, node, name, &length);
	fdt32_t *out = host_allocate((size_t)length);

	memcpy(out, cells, (size_t)length);
	for (int i = 0; i < length / 4; i += 1 + count) {
		int provider = fdt_node_offset_by_phandle(maker.tree, fdt32_to_cpu(cells[i]));
		uint32_t phandle = own_phandle(provider);

		count = cells_of(provider, reference);
		out[i] = cpu_to_fdt32(phandle ? phandle : PHANDLE_MAKER + fdt32_to_cpu(cells[i]));
	}
	write_raw(name, out, (size_t)length);
}

static void put_properties(int node)
{
	uint32_t phandle = fdt_get_phandle(maker.tree, node);
	int property;

	fdt_for_each_property_offset(property, maker.tree, node)
	{
		const char *name;
		int length;
		const void *value = fdt_getprop_by_offset(maker.tree, property, &name, &length);
		const struct reference *reference = value ? reference_of(name) : NULL;

		if (!value)
			break;
		if (!strcmp(name, "phandle") || !strcmp(name, "linux,phandle") ||
		    !strcmp(name, "interrupt-parent") || !is_kept(node, name))
			continue;
		if (reference)
			put_reference(node, name, reference);
		else
			write_raw(name, value, (size_t)length);
	}
	if (phandle)
		write_number("phandle", PHANDLE_MAKER + phandle);
}

/* Writes a kept node, with the kept nodes below it. */
static void put_node(int node, bool whole, int depth)
{
	int child;

	write_begin(fdt_get_name(maker.tree, node, NULL));
	put_properties(node);
	if (depth < DEPTH_MAX)
		fdt_for_each_subnode(child, maker.tree, node)
		{
			const struct kept *kept = find(child);

			if (whole ? is_enabled(child) : kept != NULL)
				put_node(child, whole || kept->whole, depth + 1);
		}
	write_end();
}

static void put_below(int parent, const char *but)
{
	int child;

	fdt_for_each_subnode(child, maker.tree, parent)
	{
		const struct kept *kept = find(child);

		if (kept && (!but || strcmp(fdt_get_name(maker.tree, child, NULL), but) != 0))
			put_node(child, kept->whole, 1);
	}
}

/* Writes the aliases of the VM's devices: some drivers number devices by these. */
static void put_aliases(void)
{
	int aliases = fdt_path_offset(maker.tree, "/aliases"), property;
	bool any = false;

	if (aliases < 0)
		return;
	fdt_for_each_property_offset(property, maker.tree, aliases)
	{
		const char *name;
		const char *path = fdt_getprop_by_offset(maker.tree, property, &name, NULL);
		int node = path ? fdt_path_offset(maker.tree, path) : -1;

		if (node < 0 || !is_there(node))
			continue;
		if (!any)
			write_begin("aliases");
		any = true;
		write_text(name, path);
	}
	if (any)
		write_end();
}

void maker_put_compatible(const char *own)
{
	LIST(const char *) texts = {0};
	const char *text;

	for (int i = 0;
	     maker.nodes.count && (text = fdt_stringlist_get(maker.tree, 0, "compatible", i, NULL));
	     i++)
		if (strcmp(text, own) != 0)
			*LIST_ADD(&texts) = text;
	*LIST_ADD(&texts) = own;
	write_texts("compatible", &(struct strings){texts.items, texts.count});
}

void maker_put(void)
{
	put_aliases();
	put_below(0, "firmware");
}

static int firmware(void)
{
	int node = fdt_path_offset(maker.tree, "/firmware");

	return node > 0 && find(node) ? node : -1;
}

bool maker_has_firmware(void)
{
	return firmware() > 0;
}

void maker_put_firmware(void)
{
	if (firmware() > 0)
		put_below(firmware(), NULL);
}

const char *maker_console(void)
{
	int chosen = fdt_path_offset(maker.tree, "/chosen");
	const char *path =
	    chosen < 0 ? NULL : fdt_stringlist_get(maker.tree, chosen, "stdout-path", 0, NULL);
	int node = path ? fdt_path_offset_namelen(maker.tree, path, (int)strcspn(path, ":")) : -1;

	return node > 0 && is_there(node) ? path : NULL;
}

void maker_numbers(const void *tree, int node, const char *property, const char *provider,
		   struct maker_numbers *list)
{
	int length;
	const fdt32_t *cells = fdt_getprop(tree, node, property, &length);

	for (int i = 0; cells && i + 1 < length / 4; i += 2) {
		int named = fdt_node_offset_by_phandle(tree, fdt32_to_cpu(cells[i]));

		if (named >= 0 && !fdt_node_check_compatible(tree, named, provider))
			*LIST_ADD(&list->of) = fdt32_to_cpu(cells[i + 1]);
	}
}
