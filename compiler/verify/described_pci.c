/* SPDX-License-Identifier: BSD-3-Clause */
#include "described_pci.h"
#include <libfdt.h>
#include <string.h>
#include "checks.h"
#include "description.h"
#include "tree.h"

/* docs/dma.md: `reset`, `port` */
#define RESET_BY_DRIVER 0x80000000u
#define RESET_BY_BUS	0x40000000u
#define BEHIND_PORT	0x20000000u
#define SPI_FIRST	32u
#define CELLS_PER_IRQ	3u
#define BAR_CELLS	3u /* index, address, size */
/* bindings/pci: of `interrupt-map`, three cells of address and one of pin; of `iommu-map`, four in all. */
#define MAP_CHILD 4u
#define IOMMU_MAP 4u

static int bridge_node(const struct system *system)
{
	return fdt_node_offset_by_compatible(system->described.machine, -1,
					     "pci-host-ecam-generic");
}

int smmu_node(const struct system *system)
{
	return fdt_node_offset_by_compatible(system->described.machine, -1, "arm,smmu-v3");
}

uint32_t smmu_interrupt(const struct system *system)
{
	const void *tree = system->described.machine;
	int node = smmu_node(system);
	int index = node < 0 ? -1 : fdt_stringlist_search(tree, node, "interrupt-names", "eventq");

	if (index < 0)
		return 0;
	return SPI_FIRST +
	       tree_cell(tree_cells(tree, node, "interrupts"), (uint32_t)index * CELLS_PER_IRQ + 1);
}

int pci_function(const struct system *system, const char *device, bool *configuration)
{
	const void *tree = system->described.system;
	int group = description_group(system, 0, "pci");
	const char *end;

	*configuration = false;
	if (strncmp(device, "pci/", 4) != 0 || group < 0)
		return -1;
	device += 4;
	end = strrchr(device, '.');
	*configuration = end && !strcmp(end, ".config");
	return fdt_subnode_offset_namelen(
	    tree, group, device, *configuration ? (int)(end - device) : (int)strlen(device));
}

/* A function's requester ID: bus, device and function. */
static uint32_t address_of(const struct system *system, int function, const char *property)
{
	struct tree_cells c = tree_cells(system->described.system, function, property);

	return tree_cell(c, 0) << 8 | tree_cell(c, 1) << 3 | tree_cell(c, 2);
}

static uint32_t requester(const struct system *system, int function)
{
	return address_of(system, function, "function");
}

static bool is_behind_port(const struct system *system, int function)
{
	return tree_has(system->described.system, function, "port");
}

bool pci_region(const struct system *system, int function, bool configuration, uint32_t index,
		uint64_t *base, uint64_t *size)
{
	struct tree_cells bars = tree_cells(system->described.system, function, "bars");

	if (configuration) {
		if (index > (is_behind_port(system, function) ? 1u : 0u) ||
		    !tree_registers(system->described.machine, bridge_node(system), 0, base, size))
			return false;
		*base +=
		    (uint64_t)address_of(system, function, index ? "port" : "function") * PAGE_SIZE;
		*size = PAGE_SIZE;
		return true;
	}
	*base = tree_cell(bars, index * BAR_CELLS + 1);
	*size = tree_cell(bars, index * BAR_CELLS + 2);
	return (index + 1) * BAR_CELLS <= bars.count;
}

uint64_t pci_route(const struct system *system, int route)
{
	const char *name = tree_text(system->described.system, route, "function");
	int group = description_group(system, 0, "pci");
	int function =
	    group < 0 || !name ? -1 : fdt_subnode_offset(system->described.system, group, name);
	uint64_t base = UINT64_MAX, size;

	if (function < 0 || !pci_region(system, function, true, 0, &base, &size))
		return UINT64_MAX;
	return base;
}

uint32_t pci_interrupt(const struct system *system, int function)
{
	const void *tree = system->described.machine;
	struct tree_cells map = tree_cells(tree, bridge_node(system), "interrupt-map");
	struct tree_cells mask = tree_cells(tree, bridge_node(system), "interrupt-map-mask");
	uint32_t pin = (uint32_t)tree_number(system->described.system, function, "pin", 0);
	uint32_t raiser =
	    address_of(system, function, is_behind_port(system, function) ? "port" : "function");
	uint32_t address = raiser << 8 & tree_cell(mask, 0);

	for (uint32_t at = 0; pin && at + MAP_CHILD < map.count;) {
		int gic = fdt_node_offset_by_phandle(tree, tree_cell(map, at + MAP_CHILD));
		uint32_t skip =
		    MAP_CHILD + 1 + (uint32_t)tree_number(tree, gic, "#address-cells", 0);

		if (tree_cell(map, at) == address &&
		    tree_cell(map, at + 3) == (pin & tree_cell(mask, 3)))
			return SPI_FIRST + tree_cell(map, at + skip + 1);
		at += skip + CELLS_PER_IRQ;
	}
	return 0;
}

uint32_t pci_stream(const struct system *system, int function)
{
	const void *tree = system->described.machine;
	int smmu = smmu_node(system);
	struct tree_cells map = tree_cells(tree, bridge_node(system), "iommu-map");
	uint32_t id =
	    requester(system, function) &
	    (uint32_t)tree_number(tree, bridge_node(system), "iommu-map-mask", UINT32_MAX);

	/* A bridge that isn't a described root port may give several functions one stream. */
	if (requester(system, function) >> 8 && !is_behind_port(system, function))
		return BULKHEAD_NONE;
	for (uint32_t at = 0; smmu >= 0 && at + IOMMU_MAP <= map.count; at += IOMMU_MAP)
		if (tree_cell(map, at + 1) == fdt_get_phandle(tree, smmu) &&
		    id - tree_cell(map, at) < tree_cell(map, at + 3))
			return id - tree_cell(map, at) + tree_cell(map, at + 2);
	return BULKHEAD_NONE;
}

/* Flags beside the number of BARs: what resets the function, and whether it is behind a port. */
static uint32_t flags_of(const struct system *system, int function)
{
	const char *reset = tree_text(system->described.system, function, "reset");
	uint32_t flags = is_behind_port(system, function) ? BEHIND_PORT : 0;

	if (reset && !strcmp(reset, "driver"))
		flags |= RESET_BY_DRIVER;
	if (reset && !strcmp(reset, "bus"))
		flags |= RESET_BY_BUS;
	return flags;
}

/* Is the extension of the configuration space told each function's page, its port's page and its BARs, as described? */
static bool is_told(const struct system *system, int vm)
{
	const void *tree = system->described.system;
	struct tree_cells told = tree_cells(tree, vm, "configuration");
	const char *device;
	uint32_t at = 0;

	for (int i = 0; (device = tree_item(tree, vm, "devices", i)); i++) {
		bool configuration;
		int function = pci_function(system, device, &configuration);
		struct tree_cells bars;

		if (function < 0 || !configuration)
			continue;
		bars = tree_cells(tree, function, "bars");
		if (tree_cell(told, at) != requester(system, function) ||
		    tree_cell(told, at + 1) !=
			(bars.count / BAR_CELLS | flags_of(system, function)))
			return false;
		at += 2;
		if (is_behind_port(system, function) &&
		    tree_cell(told, at++) != address_of(system, function, "port"))
			return false;
		for (uint32_t n = 0; n < bars.count; n++)
			if (tree_cell(told, at++) != tree_cell(bars, n))
				return false;
	}
	return at == told.count;
}

/* The extension may be an image of the user, with a configuration of another form. */
void check_pci_configuration(struct system *system)
{
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		int node = system->described.nodes[vm];
		const char *image = tree_text(system->described.system, node, "image");

		if (image && !strcmp(image, "services/pci-config.elf") && !is_told(system, node))
			finding_add(system->findings, VERIFY_DESCRIBED_DEVICE,
				    "VM %s: the BARs that it is told aren't those of /pci",
				    system->names[vm]);
	}
}
