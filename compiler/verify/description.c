/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The verifier reads the description itself, by docs/system-description.md, and checks what the compiler made of it.
 */
#include "description.h"
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "checks.h"
#include "tree.h"

/* A VM by its name, for bsearch(). */
struct described_name {
	const char *name;
	uint32_t vm;
};

static int by_name(const void *a, const void *b)
{
	const struct described_name *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* A copy of a tree at an aligned address; NULL: the section has no tree. */
static void *copy_tree(struct system *system, struct image_section section, const char *what)
{
	void *tree = section.bytes ? zalloc(section.size, 1) : NULL;

	if (tree) {
		memcpy(tree, section.bytes, section.size);
		if (section.size >= sizeof(struct fdt_header) &&
		    !fdt_check_full(tree, section.size))
			return tree;
	}
	finding_add(system->findings, VERIFY_DESCRIPTION, "the image has no device tree of %s",
		    what);
	free(tree);
	return NULL;
}

uint32_t description_vm(const struct system *system, const char *name)
{
	struct described_name key = {name, 0};
	const struct described_name *found =
	    name ? bsearch(&key, system->described.names, system->manifest->vm_count, sizeof(key),
			   by_name)
		 : NULL;

	return found ? found->vm : BULKHEAD_NONE;
}

int description_group(const struct system *system, int node, const char *group)
{
	return node < 0 ? -1 : fdt_subnode_offset(system->described.system, node, group);
}

int description_board(const struct system *system)
{
	return fdt_path_offset(system->described.board, "/bulkhead");
}

/* Notes that VM "NAME" or "NAME-CLIENT" comes from a node. */
static void note(struct system *system, const char *name, int node, uint32_t client)
{
	uint32_t vm = description_vm(system, name);

	if (vm == BULKHEAD_NONE) {
		finding_add(system->findings, VERIFY_DESCRIPTION,
			    "VM %s is described and isn't in the image", name);
		return;
	}
	system->described.nodes[vm] = node;
	system->described.clients[vm] = client;
}

/* Finds the VMs that aren't instances of templates. */
static void find_plain(struct system *system, int vms)
{
	const void *tree = system->described.system;
	char name[96];
	int node;

	fdt_for_each_subnode(node, tree, vms)
	{
		uint64_t instances = tree_number(tree, node, "instances", 1);

		if (tree_has(tree, node, "per-client"))
			continue;
		if (instances == 1)
			note(system, tree_name(tree, node), node, BULKHEAD_NONE);
		for (uint64_t i = 0; instances > 1 && i < instances; i++) {
			snprintf(name, sizeof(name), "%.63s-%u", tree_name(tree, node),
				 (unsigned)i);
			note(system, name, node, BULKHEAD_NONE);
			if (i > system->manifest->vm_count)
				break;
		}
	}
}

static int template_node(const struct system *system, const char *name)
{
	int node = fdt_path_offset(system->described.system, "/vms");

	node = node < 0 || !name ? -1 : fdt_subnode_offset(system->described.system, node, name);
	return node >= 0 && tree_has(system->described.system, node, "per-client") ? node : -1;
}

/* Finds the instances of templates that a VM's routes make. Routes of an instance are handled when its turn comes. */
static void find_instances(struct system *system, uint32_t vm, uint32_t *queue, uint32_t *queued)
{
	const void *tree = system->described.system;
	uint32_t client =
	    system->described.clients[vm] == BULKHEAD_NONE ? vm : system->described.clients[vm];
	int routes = description_group(system, system->described.nodes[vm], "routes"), node;
	char name[96];

	if (routes < 0)
		return;
	fdt_for_each_subnode(node, tree, routes)
	{
		const char *to = tree_text(tree, node, "extension");
		int template = template_node(system, to);
		uint32_t instance;

		if (template <0)
			continue;
		snprintf(name, sizeof(name), "%.40s-%.40s", to, system->names[client]);
		instance = description_vm(system, name);
		if (instance != BULKHEAD_NONE && system->described.nodes[instance] >= 0)
			continue;
		note(system, name, template, client);
		if (instance != BULKHEAD_NONE)
			queue[(*queued)++] = instance;
	}
}

static void find_nodes(struct system *system)
{
	uint32_t count = system->manifest->vm_count, queued = 0;
	uint32_t *queue = zalloc(count, sizeof(*queue));
	int vms = fdt_path_offset(system->described.system, "/vms");

	for (uint32_t vm = 0; vm < count; vm++)
		system->described.nodes[vm] = -1;
	if (vms >= 0)
		find_plain(system, vms);
	for (uint32_t vm = 0; vm < count; vm++)
		if (system->described.nodes[vm] >= 0)
			queue[queued++] = vm;
	for (uint32_t i = 0; i < queued; i++)
		find_instances(system, queue[i], queue, &queued);
	for (uint32_t vm = 0; vm < count; vm++)
		if (system->described.nodes[vm] < 0)
			finding_add(system->findings, VERIFY_DESCRIPTION, "VM %s isn't described",
				    system->names[vm]);
	free(queue);
}

bool description_read(struct system *system)
{
	struct described *d = &system->described;
	uint32_t count = system->manifest->vm_count;
	bool good = true;

	d->system = copy_tree(system, system->image.description, "the description");
	d->board = copy_tree(system, system->image.board, "the board");
	d->machine = copy_tree(system, system->image.machine, "the machine");
	if (!d->system || !d->board || !d->machine)
		return false;
	d->names = zalloc(count, sizeof(*d->names));
	d->nodes = zalloc(count, sizeof(*d->nodes));
	d->clients = zalloc(count, sizeof(*d->clients));
	for (uint32_t vm = 0; vm < count; vm++)
		d->names[vm] = (struct described_name){system->names[vm], vm};
	qsort(d->names, count, sizeof(*d->names), by_name);
	find_nodes(system);
	for (uint32_t vm = 0; vm < count; vm++)
		good &= d->nodes[vm] >= 0;
	return good;
}

void description_free(struct system *system)
{
	struct described *d = &system->described;

	free(d->system);
	free(d->board);
	free(d->machine);
	free(d->names);
	free(d->nodes);
	free(d->clients);
}

uint32_t description_target(const struct system *system, uint32_t from, const char *name)
{
	uint32_t client = system->described.clients[from] == BULKHEAD_NONE
			      ? from
			      : system->described.clients[from];
	char instance[96];

	if (template_node(system, name) < 0)
		return description_vm(system, name);
	snprintf(instance, sizeof(instance), "%.40s-%.40s", name, system->names[client]);
	return description_vm(system, instance);
}

uint32_t description_client(const struct system *system, uint32_t vm, int node)
{
	const char *name = tree_text(system->described.system, node, "client");
	struct manifest_slice clients = system->vms[vm].clients;
	uint32_t only = clients.count == 1 ? system->client_refs[clients.first] : BULKHEAD_NONE;

	if (name)
		return description_vm(system, name);
	if (system->described.clients[vm] != BULKHEAD_NONE)
		return system->described.clients[vm];
	return only < system->manifest->vm_count ? only : BULKHEAD_NONE;
}

void check_description(struct system *system)
{
	if (!description_read(system))
		return;
	check_described_board(system);
	check_described_vms(system);
	check_described_routes(system);
	check_described_memory(system);
	check_described_devices(system);
	check_described_bootinfo(system);
	check_networks(system);
	check_disks(system);
	check_can(system);
	check_displays(system);
	check_sound(system);
	check_sensors(system);
	check_pci_configuration(system);
	check_described_eemi(system);
}

bool description_bound(const struct system *system, uint32_t client, uint32_t vm, int node,
		       uint64_t otherwise)
{
	const void *tree = system->described.system;
	int route;

	if (client == BULKHEAD_NONE)
		return true;
	route = fdt_subnode_offset(
	    tree, fdt_subnode_offset(tree, system->described.nodes[client], "routes"),
	    system->names[vm]);
	return tree_number(tree, route, "budget-us", 0) ==
	       tree_number(tree, node, "budget-us", otherwise);
}

bool description_is_dma(const struct system *system, int node)
{
	const char *rights = tree_text(system->described.system, node, "rights");

	return rights && (!strcmp(rights, "dma") || !strcmp(rights, "dma-read"));
}

uint32_t description_uart(const void *tree, int node)
{
	static const struct {
		const char *compatible;
		uint32_t kind, shift; /* shift of its registers; 0: any */
	} uarts[] = {{"arm,pl011", BULKHEAD_UART_PL011, 0},
		     {"cdns,uart-r1p8", BULKHEAD_UART_CADENCE, 0},
		     {"cdns,uart-r1p12", BULKHEAD_UART_CADENCE, 0},
		     {"fsl,imx6q-uart", BULKHEAD_UART_IMX, 0},
		     {"brcm,bcm2835-aux-uart", BULKHEAD_UART_16550, 0},
		     {"snps,dw-apb-uart", BULKHEAD_UART_16550, 2},
		     {"ns16550a", BULKHEAD_UART_16550, 2}};

	for (size_t i = 0; node >= 0 && i < sizeof(uarts) / sizeof(*uarts); i++)
		if (!fdt_node_check_compatible(tree, node, uarts[i].compatible))
			return !uarts[i].shift ||
				       tree_number(tree, node, "reg-shift", 0) == uarts[i].shift
				   ? uarts[i].kind
				   : BULKHEAD_UART_PL011;
	return BULKHEAD_UART_PL011;
}
