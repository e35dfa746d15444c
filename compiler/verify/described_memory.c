/* SPDX-License-Identifier: BSD-3-Clause */
/* Declared memory against the description: RAM, windows, channels, and what the secure world may touch. */
#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include <bulkhead/secure_world.h>
#include "checks.h"
#include "described_pci.h"
#include "description.h"
#include "lookup.h"
#include "tree.h"

#define GUEST_RAM     0x40000000ull /* docs/system-description.md: where things lie */
#define GUEST_TEE_SHM 0x30000000ull

/* The regions of one VM, which are adjacent in the declarations. */
struct regions {
	const struct declared_region *first;
	uint32_t count;
};

static struct regions *find_regions(const struct system *system)
{
	struct regions *regions = zalloc(system->manifest->vm_count, sizeof(*regions));

	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		struct regions *own = &regions[system->regions[i].vm];

		if (!own->count++)
			own->first = &system->regions[i];
	}
	return regions;
}

static void differs(struct system *system, uint32_t vm, const char *what, uint64_t found,
		    uint64_t described)
{
	if (found != described)
		finding_add(system->findings, VERIFY_DESCRIBED_MEMORY,
			    "VM %s: %s is 0x%" PRIx64 ", described 0x%" PRIx64, system->names[vm],
			    what, found, described);
}

/* The region of a VM at this IPA, or NULL. */
static const struct declared_region *region_at(const struct regions *own, uint64_t ipa)
{
	for (uint32_t i = 0; i < own->count; i++)
		if (ipa - own->first[i].ipa < own->first[i].size)
			return &own->first[i];
	return NULL;
}

/* The region of this kind and name (cut to the field's length); NULL: there is none. */
static const struct declared_region *region_named(const struct regions *own, unsigned kind,
						  const char *name)
{
	for (uint32_t i = 0; i < own->count; i++)
		if (own->first[i].kind == kind &&
		    !strncmp(own->first[i].name, name, BULKHEAD_NAME_SIZE - 1))
			return &own->first[i];
	return NULL;
}

static bool has_boot_page(const struct regions *own)
{
	for (uint32_t i = 0; i < own->count; i++)
		if (own->first[i].kind == DECLARED_BOOTINFO)
			return true;
	return false;
}

/* The region in which the VM's RAM begins; the boot page of a Skiff image states where. */
static const struct declared_region *ram_of(const struct system *system, const struct regions *own,
					    uint32_t vm)
{
	const struct declared_region *ram = NULL;
	uint64_t ipa = tree_number(system->described.system, system->described.nodes[vm],
				   "memory-ipa", GUEST_RAM);

	if (!has_boot_page(own))
		return region_at(own, ipa);
	for (uint32_t i = 0; i < own->count && !ram; i++)
		if (own->first[i].kind == DECLARED_PRIVATE)
			ram = &own->first[i];
	return ram;
}

static void check_ram(struct system *system, const struct regions *own, uint32_t vm)
{
	const void *tree = system->described.system;
	int node = system->described.nodes[vm];
	const struct declared_region *ram = ram_of(system, own, vm), *shm;
	uint64_t size = tree_number(tree, node, "memory", 0);
	uint64_t shm_size = tree_number(tree, node, "tee-shm", 0), private = 0;

	if (!ram || ram->kind != DECLARED_PRIVATE) {
		differs(system, vm, "its number of regions of RAM", 0, 1);
		return;
	}
	if (tree_has(tree, node, "memory-at"))
		differs(system, vm, "the place of its RAM", ram->pa,
			tree_number(tree, node, "memory-at", 0));
	if (!has_boot_page(own)) {
		differs(system, vm, "the address of its RAM", ram->ipa,
			tree_number(tree, node, "memory-ipa", GUEST_RAM));
		differs(system, vm, "the size of its RAM", ram->size, size);
		for (uint32_t i = 0; i < own->count; i++)
		private += own->first[i].kind == DECLARED_PRIVATE ? own->first[i].size : 0;
		differs(system, vm, "its private memory", private, size + shm_size);
	}
	shm = region_at(own, GUEST_TEE_SHM);
	differs(system, vm, "the size of its area for the TEE",
		shm && shm->kind == DECLARED_PRIVATE ? shm->size : 0, shm_size);
}

static void check_window(struct system *system, const struct regions *regions, uint32_t vm,
			 int node)
{
	static const char *const rights[] = {"read", "write", "read-write", NULL};
	const void *tree = system->described.system;
	const char *name = tree_name(tree, node);
	uint32_t client = description_client(system, vm, node);
	const struct declared_region *window = region_named(&regions[vm], DECLARED_WINDOW, name);
	const struct declared_region *seen;
	uint64_t size, offset = tree_number(tree, node, "offset", 0);
	bool area = tree_has(tree, node, "area");

	if (client == BULKHEAD_NONE || !window) {
		differs(system, vm, "its number of windows of a described name", !!window, 1);
		return;
	}
	seen = area ? region_at(&regions[client], GUEST_TEE_SHM)
		    : ram_of(system, &regions[client], client);
	size = tree_number(tree, node, "size", 0);
	differs(system, vm, "the owner of a window", window->owner, client);
	differs(system, vm, "the rights of a window", window->rights,
		1 + tree_choice(tree, node, "rights", rights, 2));
	differs(system, vm, "the place of a window", window->pa, seen ? seen->pa + offset : 0);
	if (size)
		differs(system, vm, "the size of a window", window->size, size);
	else if (seen && (area || !has_boot_page(&regions[client])))
		differs(system, vm, "the size of a window", window->size, seen->size);
}

/* Checks one end of a channel. */
static const struct declared_region *check_end(struct system *system, const struct regions *regions,
					       uint32_t vm, int node, bool reads)
{
	const void *tree = system->described.system;
	const struct declared_region *region = region_named(
	    &regions[vm], tree_has(tree, node, "uncached") ? DECLARED_UNCACHED : DECLARED_CHANNEL,
	    tree_name(tree, node));

	if (!region) {
		differs(system, vm, "its number of channels of a described name", 0, 1);
		return NULL;
	}
	differs(system, vm, "the size of a channel", region->size,
		tree_number(tree, node, "size", 0));
	differs(system, vm, "the rights on a channel", region->rights,
		reads ? BULKHEAD_RIGHT_READ : BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE);
	return region;
}

static uint32_t check_channels(struct system *system, const struct regions *regions)
{
	const void *tree = system->described.system;
	int group = description_group(system, 0, "channels"), node;
	uint32_t count = 0;

	if (group < 0)
		return 0;
	fdt_for_each_subnode(node, tree, group)
	{
		const struct declared_region *ends[2] = {NULL};

		for (int i = 0; i < 2; i++) {
			uint32_t vm = description_vm(system, tree_item(tree, node, "between", i));

			if (vm != BULKHEAD_NONE)
				ends[i] = check_end(system, regions, vm, node,
						    i && tree_has(tree, node, "one-way"));
		}
		if (ends[0] && ends[1])
			differs(system, ends[0]->vm, "the place of a channel", ends[0]->pa,
				ends[1]->pa);
		count++;
	}
	return count;
}

/* Checks the register pages of a VM's routes, which the VM may read and the extension write. Returns their number. */
static uint32_t check_registers_of(struct system *system, const struct regions *regions,
				   uint32_t vm)
{
	const void *tree = system->described.system;
	int group = description_group(system, system->described.nodes[vm], "routes"), node;
	uint32_t count = 0;

	if (group < 0)
		return 0;
	fdt_for_each_subnode(node, tree, group)
	{
		struct tree_cells range = tree_cells(tree, node, "range");
		uint32_t to = description_target(system, vm, tree_text(tree, node, "extension"));
		uint32_t half = range.count / 2, writers = 0;
		const struct declared_region *page;

		if (!tree_has(tree, node, "registers"))
			continue;
		count++;
		page = region_at(&regions[vm],
				 tree_has(tree, node, "function") ? pci_route(system, node)
				 : half == 2
				     ? (uint64_t)tree_cell(range, 0) << 32 | tree_cell(range, 1)
				     : tree_cell(range, 0));
		if (!page || page->kind != DECLARED_REGISTERS || to == BULKHEAD_NONE) {
			differs(system, vm, "the number of register pages of a route", 0, 1);
			continue;
		}
		differs(system, vm, "the writer of a register page", page->owner, to);
		differs(system, vm, "the rights on a register page", page->rights,
			BULKHEAD_RIGHT_READ);
		for (uint32_t i = 0; i < regions[to].count; i++)
			writers += regions[to].first[i].kind == DECLARED_REGISTERS &&
				   regions[to].first[i].pa == page->pa &&
				   regions[to].first[i].size == page->size &&
				   regions[to].first[i].owner == vm &&
				   regions[to].first[i].rights ==
				       (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE);
		differs(system, vm, "how often its extension writes a register page", writers, 1);
	}
	return count;
}

/* The numbers of declared windows and channels must be those described. */
static void check_counts(struct system *system, uint32_t windows, uint32_t channels,
			 uint32_t registers)
{
	uint32_t counts[DECLARED_UNCACHED + 1] = {0};

	for (uint32_t i = 0; i < system->declared->region_count; i++)
		counts[system->regions[i].kind]++;
	counts[DECLARED_CHANNEL] += counts[DECLARED_UNCACHED];
	if (counts[DECLARED_WINDOW] != windows || counts[DECLARED_CHANNEL] != 2 * channels ||
	    counts[DECLARED_REGISTERS] != 2 * registers)
		finding_add(
		    system->findings, VERIFY_DESCRIBED_MEMORY,
		    "%u windows, %u ends of channels and of %u register pages are declared; "
		    "%u, %u and %u are described",
		    counts[DECLARED_WINDOW], counts[DECLARED_CHANNEL], counts[DECLARED_REGISTERS],
		    windows, 2 * channels, 2 * registers);
}

/* May the secure world touch this region for VM `vm`? */
static bool is_for_secure_world(const struct system *system, const struct declared_region *region,
				uint32_t vm)
{
	const struct manifest_vm *holder = &system->vms[region->vm];
	const char *tee = tree_text(system->described.system, system->described.nodes[vm], "tee");
	bool client = false;

	if (region->kind != DECLARED_PRIVATE)
		return false;
	if (region->vm == vm)
		return region->ipa == GUEST_TEE_SHM ||
		       (tee && !strcmp(tee, "dynamic") && region->ipa != GUEST_TEE_SHM);
	for (uint32_t i = 0; i < holder->clients.count; i++)
		client |= system->client_refs[holder->clients.first + i] == vm;
	/* A mediator's own memory, except for its stacks. */
	return client && holder->secure_filter.count &&
	       strncmp(region->name, "stack", sizeof("stack"));
}

static void check_allowed(struct system *system, const struct declared_region *region, uint32_t vm)
{
	struct manifest_slice boot = system->manifest->secure_boot;
	uint32_t times = 0;

	for (uint32_t i = 0; i < boot.count; i++) {
		const uint64_t *args = system->secure_calls[boot.first + i].args;

		times += args[0] == SECURE_WORLD_MEM_ALLOW &&
			 args[1] == system->vms[vm].secure_id && args[2] == region->pa &&
			 args[3] == region->size;
	}
	differs(system, vm, "how often the secure world is told of a region that it may touch",
		times, 1);
}

/* The calls at boot: one for each region that the secure world may touch, then the seal. */
static void check_boot_calls(struct system *system)
{
	struct manifest_slice boot = system->manifest->secure_boot;
	uint64_t expected = 0;

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++)
		for (uint32_t i = 0;
		     system->vms[vm].secure_id && i < system->declared->region_count; i++)
			if (is_for_secure_world(system, &system->regions[i], vm)) {
				check_allowed(system, &system->regions[i], vm);
				expected++;
			}
	if (boot.count != expected + !!expected)
		finding_add(system->findings, VERIFY_DESCRIBED_MEMORY,
			    "%u calls at boot, %" PRIu64 " regions for the secure world",
			    boot.count, expected);
}

void check_described_memory(struct system *system)
{
	struct regions *regions = find_regions(system);
	const void *tree = system->described.system;
	uint32_t windows = 0, registers = 0;

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		registers += check_registers_of(system, regions, vm);
		int group = description_group(system, system->described.nodes[vm], "windows"), node;

		check_ram(system, &regions[vm], vm);
		if (group >= 0)
			fdt_for_each_subnode(node, tree, group)
			{
				/* A window for devices alone isn't mapped: only the boot page has it. */
				if (description_is_dma(system, node))
					continue;
				check_window(system, regions, vm, node);
				windows++;
			}
	}
	check_counts(system, windows, check_channels(system, regions), registers);
	check_boot_calls(system);
	free(regions);
}
