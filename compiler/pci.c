/* SPDX-License-Identifier: BSD-3-Clause */
#include "pci.h"
#include <arm/gic.h>
#include <inttypes.h>
#include <libfdt.h>
#include <pci/config.h>
#include <string.h>
#include "diagnostics.h"
#include "image.h"
#include "smmu.h"

#define PREFIX	      "pci/"
#define CONFIGURATION ".config"
#define DEVICES	      32 /* devices of a bus */
#define FUNCTIONS     8	 /* functions of a device */
#define BARS	      6
#define BAR_CELLS     3 /* index, address, size */
/* Cells in an entry of `interrupt-map`: the function's address, its pin, the controller, [its address], the interrupt. */
#define MAP_CHILD     4
#define CELLS_PER_IRQ 3

const char *const pci_resets[] = {"flr", "driver", "bus", NULL};

bool pci_is_function(const char *name)
{
	return !strncmp(name, PREFIX, strlen(PREFIX));
}

bool pci_is_configuration(const struct board_device *device)
{
	const char *end = strrchr(device->path, '.');

	return pci_is_function(device->path) && end && !strcmp(end, CONFIGURATION);
}

/* Bus, device and function as one number, which is also the number of the function's page of configuration space. */
static uint32_t number_of(const struct cells *address)
{
	const uint32_t *c = address->items;

	return address->count == 3 ? c[0] << 8 | c[1] << 3 | c[2] : 0;
}

static uint32_t requester(const struct function *f)
{
	return number_of(&f->address);
}

/*
 * The number of the function that raises the interrupt on the root bus: the function itself, or its port. A port passes the
 * pins of device 0 on unchanged (PCI-to-PCI Bridge Architecture Specification 1.2, 9.1).
 */
static uint32_t raiser(const struct function *f)
{
	return number_of(f->port.count ? &f->port : &f->address);
}

/* The SPI of the function's pin by the bridge's `interrupt-map`; 0: none. */
static uint32_t interrupt_of(const struct board *board, const struct function *f)
{
	const void *tree = board->tree;
	int length, mask_length, node = board->bridge.node;
	const fdt32_t *map = fdt_getprop(tree, node, "interrupt-map", &length);
	const fdt32_t *mask = fdt_getprop(tree, node, "interrupt-map-mask", &mask_length);

	if (!map || !mask || mask_length < MAP_CHILD * 4 || !f->pin)
		return 0;
	for (int at = 0, entry; at + MAP_CHILD + 1 < length / 4; at += entry) {
		int parent = fdt_node_offset_by_phandle(tree, fdt32_to_cpu(map[at + MAP_CHILD]));
		const fdt32_t *cells = fdt_getprop(tree, parent, "#address-cells", NULL);
		int address = cells ? (int)fdt32_to_cpu(*cells) : 0;

		entry = MAP_CHILD + 1 + address + CELLS_PER_IRQ;
		if (parent != board->gic || at + entry > length / 4)
			return 0;
		if ((raiser(f) << 8 & fdt32_to_cpu(mask[0])) == fdt32_to_cpu(map[at]) &&
		    (f->pin & fdt32_to_cpu(mask[3])) == fdt32_to_cpu(map[at + 3]))
			return GIC_SPI_FIRST + fdt32_to_cpu(map[at + entry - CELLS_PER_IRQ + 1]);
	}
	return 0;
}

static void add_range(struct board_device *device, uint64_t base, uint64_t size)
{
	*LIST_ADD(&device->regions) = (struct bulkhead_range){base, size};
}

static const struct function *find(const struct system *system, const char *name, size_t length)
{
	for (size_t i = 0; i < system->functions.count; i++)
		if (strlen(system->functions.items[i].name) == length &&
		    !strncmp(system->functions.items[i].name, name, length))
			return &system->functions.items[i];
	return NULL;
}

const char *pci_device(const struct system *system, const char *name, struct board_device *device)
{
	const char *end = strrchr(name, '.');
	bool configuration = end && !strcmp(end, CONFIGURATION);
	size_t length = (configuration ? (size_t)(end - name) : strlen(name)) - strlen(PREFIX);
	const struct function *f = find(system, name + strlen(PREFIX), length);
	const struct board *board = &system->board;
	uint32_t stream, intid;

	memset(device, 0, sizeof(*device));
	if (!f)
		return host_format("there is no function %s in /pci", name + strlen(PREFIX));
	if (board->bridge.node < 0)
		return host_format("%s has no PCI host bridge with ECAM", board->name);
	device->path = name;
	device->offset = -1;
	if (configuration) {
		add_range(device, board->bridge.ecam + (uint64_t)requester(f) * PAGE, PAGE);
		if (f->port.count)
			add_range(device, board->bridge.ecam + (uint64_t)number_of(&f->port) * PAGE,
				  PAGE);
		return NULL;
	}
	for (size_t i = 0; i + BAR_CELLS <= f->bars.count; i += BAR_CELLS)
		add_range(device, f->bars.items[i + 1], f->bars.items[i + 2]);
	if (!device->regions.count)
		return host_format("%s has no `bars', at least one is expected", f->path);
	intid = interrupt_of(board, f);
	if (intid)
		*LIST_ADD(&device->interrupts) = intid;
	device->dma = !smmu_stream_of(board, requester(f), &stream);
	if (!device->dma)
		*LIST_ADD(&device->streams) = stream;
	return NULL;
}

bool pci_page(const struct system *system, const char *name, uint64_t *page)
{
	const struct function *f = find(system, name, strlen(name));

	if (!f || system->board.bridge.node < 0)
		return false;
	*page = system->board.bridge.ecam + (uint64_t)requester(f) * PAGE;
	return true;
}

static const struct function *function_of(const struct system *system,
					  const struct board_device *device)
{
	const char *name = device->path + strlen(PREFIX);

	if (!pci_is_function(device->path) || pci_is_configuration(device))
		return NULL;
	return find(system, name, strlen(name));
}

uint64_t pci_configuration(const struct system *system, const struct board_device *device)
{
	const struct function *f = function_of(system, device);

	return f ? system->board.bridge.ecam + (uint64_t)requester(f) * PAGE : 0;
}

bool pci_slot(const struct system *system, const struct vm *vm, size_t index, uint32_t *id,
	      uint32_t *pin, uint32_t *intid)
{
	for (size_t i = 0; i < vm->owned.count; i++) {
		const struct function *f = function_of(system, &vm->owned.items[i]);

		if (!f || index-- > 0)
			continue;
		*id = requester(f);
		*pin = f->pin;
		*intid = interrupt_of(&system->board, f);
		return true;
	}
	return false;
}

bool pci_has(const struct vm *vm)
{
	for (size_t i = 0; i < vm->owned.count; i++)
		if (pci_is_function(vm->owned.items[i].path) &&
		    !pci_is_configuration(&vm->owned.items[i]))
			return true;
	return false;
}

uint64_t pci_bus(const struct system *system, const struct vm *vm)
{
	uint32_t id = 0, pin, intid;

	pci_slot(system, vm, 0, &id, &pin, &intid);
	return system->board.bridge.ecam + (id >> 8) * PCI_BUS;
}

/* Reports functions on several buses: the tree of a loaded guest has one bus. */
static void check_one_bus(const struct system *system, const struct vm *vm)
{
	uint32_t id, pin, intid, first = 0;

	for (size_t i = 0; vm->loader && pci_slot(system, vm, i, &id, &pin, &intid); i++) {
		first = i ? first : id >> 8;
		if (id >> 8 != first)
			diag_error(
			    vm->path, "devices",
			    "functions of buses %u and %u: those of a loaded guest have one bus",
			    first, id >> 8);
	}
}

void pci_map_nobody(struct system *system, struct vm *vm)
{
	bool guest = vm->loader && pci_has(vm);
	uint64_t bus = guest ? pci_bus(system, vm) : 0;

	for (uint64_t page = bus; guest && page < bus + PCI_BUS; page += PAGE) {
		bool routed = false;

		for (size_t r = 0; r < vm->routes.count; r++)
			routed |= vm->routes.items[r].class == MANIFEST_CLASS_MMIO &&
				  vm->routes.items[r].first <= page &&
				  vm->routes.items[r].last >= page;
		if (!routed)
			*LIST_ADD(&vm->mappings) =
			    (struct mapping){.ipa = page,
					     .pa = system->blobs.items[system->nobody_blob].pa,
					     .size = PAGE,
					     .rights = BULKHEAD_RIGHT_READ,
					     .kind = DECLARED_RODATA,
					     .owner = BULKHEAD_NONE,
					     .name = system->blobs.items[system->nobody_blob].name};
	}
}

void pci_prepare(struct system *system)
{
	uint8_t ones[PAGE];

	memset(ones, 0xff, sizeof(ones));
	for (size_t i = 0; i < system->vms.count; i++)
		check_one_bus(system, &system->vms.items[i]);
	for (size_t i = 0; i < system->vms.count && !system->nobody_blob; i++)
		if (system->vms.items[i].loader && pci_has(&system->vms.items[i]))
			system->nobody_blob =
			    blob_add(system, "no function", (struct bytes){ones, PAGE});
}

static void check_bars(const struct board_bridge *bridge, const struct function *f)
{
	uint32_t seen = 0;

	if (f->bars.count % BAR_CELLS)
		diag_error(f->path, "bars", "groups of index, address and size are expected");
	for (size_t i = 0; i + BAR_CELLS <= f->bars.count; i += BAR_CELLS) {
		uint32_t index = f->bars.items[i];
		uint64_t base = f->bars.items[i + 1], size = f->bars.items[i + 2];

		if (index >= BARS || seen >> index & 1)
			diag_error(f->path, "bars", "BAR %u: 0 to 5 are expected, each once",
				   index);
		else
			seen |= 1u << index;
		if (size < PAGE || size & (size - 1) || base % (size ? size : 1))
			diag_error(f->path, "bars",
				   "BAR %u of 0x%" PRIx64 " bytes at 0x%" PRIx64
				   ": a power of two, a page at least, aligned to itself is "
				   "expected",
				   index, size, base);
		if (base < bridge->memory || base + size > bridge->memory + bridge->memory_size)
			diag_error(f->path, "bars",
				   "BAR %u at 0x%" PRIx64 "..0x%" PRIx64
				   ": the bridge's memory of 32 bits is 0x%" PRIx64 "..0x%" PRIx64,
				   index, base, base + size, bridge->memory,
				   bridge->memory + bridge->memory_size);
	}
}

/* First address, and end, of the range that the function's port forwards or, without a port, of its BARs. */
static uint64_t reach(const struct function *f, uint64_t *end)
{
	uint64_t unit = f->port.count ? PCI_BRIDGE_UNIT : 1, first = UINT64_MAX;

	*end = 0;
	for (size_t i = 0; i + BAR_CELLS <= f->bars.count; i += BAR_CELLS) {
		uint64_t base = f->bars.items[i + 1], last = base + f->bars.items[i + 2] - 1;

		first = base < first ? base : first;
		*end = last >= *end ? last + 1 : *end;
	}
	*end = (*end + unit - 1) & ~(unit - 1);
	return first & ~(unit - 1);
}

/* Reports what a function behind a port shares with another function, which would answer in its place. */
static void check_port(const struct function *f, const struct function *other)
{
	uint64_t end, other_end, first = reach(f, &end), other_first = reach(other, &other_end);

	if (number_of(&f->port) == requester(other))
		diag_error(f->path, "port", "it is the function %s", other->path);
	else if (other->port.count && number_of(&f->port) == number_of(&other->port))
		diag_error(f->path, "port", "%s is behind it, too: one function is expected",
			   other->path);
	else if (f->address.items[0] == other->address.items[0])
		diag_error(f->path, "function", "%s is on its bus: one function is expected",
			   other->path);
	else if (first < other_end && other_first < end)
		diag_error(f->path, "bars",
			   "its port forwards 0x%" PRIx64 "..0x%" PRIx64 ", in whole MiB: the BARs "
			   "of %s are expected elsewhere",
			   first, end, other->path);
}

static void check_behind_port(const struct system *system, const struct function *f)
{
	const uint32_t *port = f->port.items, *own = f->address.items;

	if (f->address.count != 3)
		return;
	if (!f->port.count) {
		/* Its bridge may make the requests of all functions behind it look like one's. */
		if (own[0])
			diag_error(f->path, "function",
				   "bus %u is behind a bridge: `port', which is its root port, is "
				   "expected",
				   own[0]);
		return;
	}
	if (f->port.count != 3 || port[0] || port[1] >= DEVICES || port[2] >= FUNCTIONS)
		diag_error(f->path, "port", "<0 DEVICE FUNCTION> of a root port is expected");
	else if (!own[0] || own[1] || own[2])
		diag_error(f->path, "function", "behind a port, <BUS 0 0> is expected, not bus 0");
	else
		for (size_t i = 0; i < system->functions.count; i++) {
			const struct function *other = &system->functions.items[i];

			/* If both are behind ports, only the second one checks. */
			if (other != f && other->address.count == 3 &&
			    (other < f || !other->port.count))
				check_port(f, other);
		}
}

void pci_check(const struct system *system)
{
	const struct board_bridge *bridge = &system->board.bridge;

	if (bridge->node < 0)
		return; /* reported for the owner of the function */
	for (size_t i = 0; i < system->functions.count; i++) {
		const struct function *f = &system->functions.items[i];

		if (f->address.count != 3 || f->address.items[1] >= DEVICES ||
		    f->address.items[2] >= FUNCTIONS ||
		    (uint64_t)requester(f) * PAGE >= bridge->ecam_size)
			diag_error(f->path, "function",
				   "<BUS DEVICE FUNCTION> of the bridge is expected");
		for (size_t n = 0; n < i; n++)
			if (requester(f) == requester(&system->functions.items[n]))
				diag_error(f->path, "function", "%s has the same",
					   system->functions.items[n].path);
		check_bars(bridge, f);
		check_behind_port(system, f);
	}
}
