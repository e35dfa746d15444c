/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI functions, which their owners name in `devices`: each owner gets an extension that answers for the configuration space
 * of all its functions, unless the description gives the configuration space another owner.
 */
#include <libfdt.h>
#include <pci/config.h>
#include <string.h>
#include "diagnostics.h"
#include "edit.h"
#include "expand_parts.h"
#include "field.h"
#include "pci.h"

#define PREFIX	      "pci/"
#define CONFIGURATION ".config"
#define BAR_CELLS     3
#define RESTARTS      1000u
#define BUDGET_US     200000u /* a reset takes at most 100 ms, during which the extension polls */

/* A function of the VM /vms/OWNER. */
struct owned {
	const char *owner, *name;
	struct cells address, bars, port;
	uint32_t reset;
};
static LIST(struct owned) owned;

static const struct field fields[] = {
    {"function", FIELD_CELLS, offsetof(struct owned, address)},
    {"bars", FIELD_CELLS, offsetof(struct owned, bars)},
    {"pin", FIELD_IGNORE, 0},
    {"port", FIELD_CELLS, offsetof(struct owned, port)},
    {"reset", FIELD_CHOICE, offsetof(struct owned, reset), .choices = pci_resets},
};

/* Does the description itself give the function's configuration space an owner? */
static bool is_answered(struct node vms, const char *name)
{
	const char *device = host_format(PREFIX "%s" CONFIGURATION, name);

	for (struct node vm = node_first(vms); vm.offset >= 0; vm = node_next(vm))
		if (fdt_stringlist_search(vm.tree, vm.offset, "devices", device) >= 0)
			return true;
	return false;
}

/* Notes the VM as the owner of `device`, if that is a function of /pci. */
static void read_owned(const void *tree, const char *owner, const char *device)
{
	const char *name = device + strlen(PREFIX);
	struct owned o = {.owner = owner};
	struct node function;

	if (!pci_is_function(device) || strchr(name, '.') ||
	    is_answered(node_at(tree, "/vms"), name))
		return;
	for (size_t i = 0; i < owned.count; i++)
		if (!strcmp(owned.items[i].name, name) && !strcmp(owned.items[i].owner, owner))
			return; /* noted already: the owner drives several disks */
	function = node_at(tree, host_format("/pci/%s", name));
	if (function.offset < 0)
		return; /* reported where the device is looked up */
	o.name = name;
	fields_read(function, fields, COUNT_OF(fields), &o);
	if (o.reset == PCI_RESET_BUS && !o.port.count)
		diag_error(host_format("/pci/%s", name), "reset",
			   "\"bus\" is for a function behind a root port: `port' is expected");
	*LIST_ADD(&owned) = o;
}

/* Notes the drivers that the nodes of the group `name` get: `property` names their device. */
static void read_driven(const void *tree, const char *name, const char *property,
			const char *(*driver)(struct node n, const char *device))
{
	struct node group = node_child(node_at(tree, "/"), name);

	if (group.offset < 0)
		return;
	for (struct node n = node_first(group); n.offset >= 0; n = node_next(n)) {
		const char *device = fdt_stringlist_get(tree, n.offset, property, 0, NULL);

		if (device)
			read_owned(tree, driver(n, device), device);
	}
}

static const char *driver_of_disk(struct node disk, const char *device)
{
	(void)disk;
	return expand_disks_driver(device);
}

static const char *driver_of_uplink(struct node network, const char *device)
{
	(void)device;
	return expand_networks_driver(node_name(network));
}

void expand_pci_read(const void *tree)
{
	struct node vms = node_at(tree, "/vms");
	const char *device;

	owned = (__typeof__(owned)){0};
	for (struct node vm = node_first(vms); vm.offset >= 0; vm = node_next(vm))
		for (int i = 0; (device = fdt_stringlist_get(tree, vm.offset, "devices", i, NULL));
		     i++)
			read_owned(tree, node_name(vm), device);
	read_driven(tree, "devices", "from", driver_of_disk);
	read_driven(tree, "networks", "uplink", driver_of_uplink);
}

static uint32_t page_of(const struct cells *address)
{
	const uint32_t *a = address->items;

	return a[0] << 8 | a[1] << 3 | a[2];
}

static uint32_t flags_of(const struct owned *o)
{
	return (o->reset == PCI_RESET_DRIVER ? PCI_RESET_BY_DRIVER : 0) |
	       (o->reset == PCI_RESET_BUS ? PCI_RESET_BY_BUS : 0) |
	       (o->port.count == 3 ? PCI_BEHIND_PORT : 0);
}

/*
 * Adds the configuration for all functions of an owner: for each its page, the number of its BARs, the page of its port if it
 * has one, and the BARs.
 */
static void add_configuration(const char *vm, const char *owner)
{
	LIST(uint32_t) cells = {0};
	LIST(const char *) devices = {0};

	for (size_t i = 0; i < owned.count; i++) {
		const struct owned *o = &owned.items[i];

		if (strcmp(o->owner, owner) != 0 || o->address.count != 3)
			continue;
		*LIST_ADD(&devices) = host_format(PREFIX "%s" CONFIGURATION, o->name);
		*LIST_ADD(&cells) = page_of(&o->address);
		*LIST_ADD(&cells) = (uint32_t)o->bars.count / BAR_CELLS | flags_of(o);
		if (o->port.count == 3)
			*LIST_ADD(&cells) = page_of(&o->port);
		for (size_t n = 0; n < o->bars.count; n++)
			*LIST_ADD(&cells) = o->bars.items[n];
	}
	edit_list(vm, "devices", &(struct strings){devices.items, devices.count});
	edit_cells(vm, "configuration", cells.items, cells.count);
}

void expand_pci_add(void)
{
	for (size_t i = owned.count; i-- > 0;) {
		const struct owned *o = &owned.items[i];
		const char *name = host_format("pci-%s", o->owner);
		const char *vm = edit_node("/vms", name);
		const char *routes = edit_node(edit_node("/vms", o->owner), "routes");
		const char *route = edit_node(routes, host_format("pci-%s", o->name));

		edit_text(vm, "kind", "extension");
		edit_text(vm, "image", "services/pci-config.elf");
		add_configuration(vm, o->owner);
		edit_number(edit_node(vm, "restart"), "max", RESTARTS);
		edit_text(route, "class", "mmio");
		edit_text(route, "function", o->name);
		edit_text(route, "extension", name);
		edit_number(route, "budget-us", BUDGET_US);
		edit_flag(route, "registers");
		/* The value read from a function that doesn't exist (PCI Local Bus 3.0, 6.1). */
		edit_number(route, "error", UINT32_MAX);
	}
}
