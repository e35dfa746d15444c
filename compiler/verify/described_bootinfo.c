/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a boot page tells besides addresses, which bootinfo.c compares with the tables: names, arguments, numbers, the
 * interrupt controller, and the owners of doorbells and devices.
 */
#include <inttypes.h>
#include <libfdt.h>
#include <stddef.h>
#include <string.h>
#include "checks.h"
#include "described_pci.h"
#include "description.h"
#include "lookup.h"
#include "tree.h"

#define GUEST_GICC	   0x08010000ull /* docs/system-description.md */
#define GUEST_PL011	   0x09000000ull
#define VIRTUAL_TIMER	   27u /* Arm DEN0094 (BSA), 3.8 */
#define DEFAULT_STACK_SIZE 4096

struct page {
	struct system *system;
	uint32_t vm;
	const uint8_t *bytes;
	struct bulkhead_bootinfo head;
};

static void differs(const struct page *page, const char *what, uint64_t found, uint64_t described)
{
	if (found != described)
		finding_add(page->system->findings, VERIFY_BOOTINFO,
			    "VM %s: its boot page says that %s is 0x%" PRIx64 ", it is 0x%" PRIx64,
			    page->system->names[page->vm], what, found, described);
}

/* Reports a field that isn't the text, filled up with zeros. */
static void text_differs(const struct page *page, const char *what, const char *found, size_t size,
			 const char *described)
{
	char expected[256] = "";

	strncpy(expected, described ? described : "", size - 1);
	if (memcmp(found, expected, size) != 0)
		finding_add(page->system->findings, VERIFY_BOOTINFO,
			    "VM %s: its boot page says that %s is \"%s\", it is \"%s\"",
			    page->system->names[page->vm], what, printable(found, size), expected);
}

/* Does a PL011 answer the VM where a guest looks for its console? */
static bool has_console(const struct system *system, uint32_t vm)
{
	struct manifest_slice mmio = system->vms[vm].routes[MANIFEST_CLASS_MMIO];

	for (uint32_t i = 0; i < mmio.count; i++)
		if (system->routes[mmio.first + i].first <= GUEST_PL011 &&
		    system->routes[mmio.first + i].last >= GUEST_PL011)
			return true;
	for (uint32_t i = 0; i < system->declared->device_count; i++)
		if (system->devices[i].vm == vm && system->devices[i].pa == GUEST_PL011)
			return true;
	return false;
}

static void check_head(const struct page *page)
{
	const struct system *system = page->system;
	const struct manifest_vm *vm = &system->vms[page->vm];
	const struct bulkhead_bootinfo *head = &page->head;
	const void *tree = system->described.system;
	int node = system->described.nodes[page->vm];
	bool v3 = system->manifest->board.gic_version == 3, scheduled = vm->vcpus.count;

	text_differs(page, "its name", head->name, sizeof(head->name), system->names[page->vm]);
	text_differs(page, "its command line", head->args, sizeof(head->args),
		     tree_text(tree, node, "args"));
	differs(page, "its size", head->size - head->configuration_size,
		sizeof(*head) + head->window_count * sizeof(struct bulkhead_window) +
		    head->channel_count * sizeof(struct bulkhead_channel) +
		    head->device_count * sizeof(struct bulkhead_device) +
		    head->client_count * sizeof(struct bulkhead_client) +
		    head->registers_count * sizeof(struct bulkhead_registers));
	differs(page, "the counter's frequency", head->counter_hz, 0);
	differs(page, "the size of a stack", head->stack_size,
		tree_number(tree, node, "stack-size", DEFAULT_STACK_SIZE));
	differs(page, "its distributor", head->gicd_ipa, vm->gicd_ipa);
	differs(page, "its redistributors", head->gicr_ipa, vm->gicr_ipa);
	differs(page, "its CPU interface", head->gicc_ipa, scheduled && !v3 ? GUEST_GICC : 0);
	differs(page, "its GIC's version", head->gic_version,
		scheduled ? system->manifest->board.gic_version : 0);
	differs(page, "its timer's interrupt", head->timer_virq, scheduled ? VIRTUAL_TIMER : 0);
	differs(page, "its console", head->console_ipa,
		has_console(system, page->vm) ? GUEST_PL011 : 0);
	differs(page, "its reserved field", head->reserved, 0);
	differs(page, "its events", head->events_virq, tree_number(tree, node, "events", 0));
	differs(page, "its watchdog", head->watchdog_us, vm->watchdog_us);
	differs(page, "its number of sections", head->exclusive_count, vm->exclusives.count);
	differs(page, "its number of injections", head->inject_count, vm->inject.count);
	differs(page, "its number of calls", head->call_count,
		vm->clients.count ? vm->calls.count / vm->clients.count : 0);
	differs(page, "its number of channels", head->channel_count, vm->channels.count);
	if (scheduled && system_maps(system, page->vm, head->stack_top - 1, 1,
				     BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE))
		differs(page, "what lies at its stack's top",
			!!system_translate(system, page->vm, head->stack_top), false);
	else if (scheduled)
		differs(page, "its stack's top", head->stack_top, 0);
}

/* Element `i` of an array, which bootinfo.c has found inside the page; false: there is none. */
static bool element(const struct page *page, uint32_t offset, uint32_t count, uint32_t i,
		    size_t size, void *out)
{
	if (i >= count || offset > PAGE_SIZE || count > (PAGE_SIZE - offset) / size)
		return false;
	memcpy(out, page->bytes + offset + i * size, size);
	return true;
}

static uint32_t regions_of(const struct system *system, uint32_t vm, unsigned kind)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < system->declared->region_count; i++)
		count += system->regions[i].vm == vm && system->regions[i].kind == kind;
	return count;
}

/* The declared region of a VM that begins at an IPA. */
static const struct declared_region *region_from(const struct system *system, uint32_t vm,
						 uint64_t ipa)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++)
		if (system->regions[i].vm == vm && system->regions[i].ipa == ipa)
			return &system->regions[i];
	return NULL;
}

/* What windows show of a VM: its first private region, or what it shares with the secure world. */
static const struct declared_region *ram_of(const struct system *system, uint32_t vm, bool shared)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *r = &system->regions[i];

		if (r->vm == vm && r->kind == DECLARED_PRIVATE &&
		    !strncmp(r->name, "tee-shm", sizeof("tee-shm")) == shared)
			return r;
	}
	return NULL;
}

/* Node of the `index`-th window that only devices reach; -1: there are fewer. */
static int dma_window(const struct page *page, uint32_t index)
{
	const struct system *system = page->system;
	const void *tree = system->described.system;
	int group = description_group(system, system->described.nodes[page->vm], "windows"), node;

	if (group >= 0)
		fdt_for_each_subnode(node, tree, group)
		{
			if (description_is_dma(system, node) && index-- == 0)
				return node;
		}
	return -1;
}

static void check_dma_window(const struct page *page, const struct bulkhead_window *w, int node)
{
	const struct system *system = page->system;
	const void *tree = system->described.system;
	uint32_t client = description_vm(system, tree_text(tree, node, "client"));
	uint64_t offset = tree_number(tree, node, "offset", 0);
	const struct declared_region *ram = ram_of(system, client, tree_has(tree, node, "area"));

	differs(page, "the client of a window for devices", w->client, client);
	differs(page, "the place of a window for devices", w->client_ipa,
		ram ? ram->ipa + offset : 0);
	differs(page, "the size of a window for devices", w->size,
		tree_number(tree, node, "size", ram ? ram->size : 0));
	differs(page, "the address of a window for devices", w->ipa, 0);
	differs(page, "whether devices only read a window", w->rights & BULKHEAD_RIGHT_READ,
		node >= 0 && !strcmp(tree_text(tree, node, "rights"), "dma-read"));
}

static void check_windows_of(const struct page *page)
{
	struct bulkhead_window w;
	uint32_t count = page->head.window_count, dma = 0;

	for (uint32_t i = 0; element(page, page->head.windows, count, i, sizeof(w), &w); i++) {
		const struct declared_region *region = region_from(page->system, page->vm, w.ipa);

		if (w.rights & BULKHEAD_RIGHT_DMA) {
			check_dma_window(page, &w, dma_window(page, dma++));
			continue;
		}
		differs(page, "the client of a window", w.client,
			region ? region->owner : BULKHEAD_NONE);
		differs(page, "the size of a window", w.size, region ? region->size : 0);
	}
	differs(page, "its number of windows", count - dma,
		regions_of(page->system, page->vm, DECLARED_WINDOW));
	differs(page, "whether a window for devices is missing", dma_window(page, dma) >= 0, false);
}

/* The interrupt that the peer's doorbell of this channel raises here; 0: none. */
static uint32_t bell_from(const struct system *system, uint32_t vm, uint32_t peer, const char *name)
{
	const struct declared_region *last = NULL;
	uint32_t index = 0;

	/* The peer's channels lie in its address space in the order of its doorbells. */
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];

		if (region->vm != peer || !region_is_channel(region))
			continue;
		if (!strncmp(region->name, name, BULKHEAD_NAME_SIZE)) {
			last = region;
			break;
		}
		index++;
	}
	if (!last || index >= system->vms[peer].channels.count ||
	    system->virqs[system->vms[peer].channels.first + index].vm != vm)
		return 0;
	/* An extension gets a notification, which 1 stands for. */
	if (system->vms[vm].kind == MANIFEST_VM_EXTENSION)
		return 1;
	return system->virqs[system->vms[peer].channels.first + index].virq;
}

static void check_channels_of(const struct page *page)
{
	const struct system *system = page->system;
	struct manifest_slice own = system->vms[page->vm].channels;
	struct bulkhead_channel c;

	for (uint32_t i = 0;
	     element(page, page->head.channels, page->head.channel_count, i, sizeof(c), &c); i++) {
		const struct declared_region *region = region_from(system, page->vm, c.ipa);
		const struct manifest_virq *bell = &system->virqs[own.first + i];

		differs(page, "the index of a channel", c.index, i);
		text_differs(page, "the name of a channel", c.name, sizeof(c.name),
			     region ? printable(region->name, sizeof(region->name)) : "");
		differs(page, "the size of a channel", c.size, region ? region->size : 0);
		differs(page, "the rights on a channel", c.rights, region ? region->rights : 0);
		if (i < own.count && bell->vm != BULKHEAD_NONE)
			differs(page, "the peer of a channel", c.peer, bell->vm);
		if (c.peer < system->manifest->vm_count)
			differs(page, "the interrupt of a channel", c.virq,
				bell_from(system, page->vm, c.peer, c.name));
	}
}

static void check_clients_of(const struct page *page)
{
	const struct system *system = page->system;
	struct manifest_slice inject = system->vms[page->vm].inject;
	struct bulkhead_client c;

	for (uint32_t i = 0;
	     element(page, page->head.clients, page->head.client_count, i, sizeof(c), &c); i++) {
		uint32_t count = 0, first = 0;

		for (uint32_t n = inject.count; n-- > 0;)
			if (system->virqs[inject.first + n].vm == c.vm) {
				first = n;
				count++;
			}
		text_differs(page, "the name of a client", c.name, sizeof(c.name),
			     system_vm_name(system, c.vm));
		differs(page, "a client's number of injections", c.inject_count, count);
		differs(page, "a client's first injection", c.inject, first);
	}
}

/* The interrupt listed for a device's first registers; 0: none, or no VM takes it. */
static uint32_t interrupt_of(const struct system *system, uint32_t vm,
			     const struct declared_device *device)
{
	const void *tree = system->described.machine;
	int node = fdt_path_offset(tree, printable(device->name, sizeof(device->name)));
	struct tree_cells irqs = tree_cells(tree, node, "interrupts");
	bool configuration;
	int function =
	    pci_function(system, printable(device->name, sizeof(device->name)), &configuration);
	uint64_t base, size;

	if (function >= 0)
		return !configuration && system->vms[vm].kind != MANIFEST_VM_EXTENSION &&
			       pci_region(system, function, false, 0, &base, &size) &&
			       base == device->pa
			   ? pci_interrupt(system, function)
			   : 0;
	if (!tree_registers(tree, node, 0, &base, &size) || base != device->pa ||
	    system->vms[vm].kind == MANIFEST_VM_EXTENSION)
		return 0;
	for (uint32_t i = 0; i + 3 <= irqs.count; i += 3)
		if (!tree_cell(irqs, i))
			return 32 + tree_cell(irqs, i + 1);
	return 0;
}

/* The part of a path behind its last slash, or the whole path without one. */
static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static uint32_t uart_of(const struct system *system, const struct declared_device *device)
{
	const void *tree = system->described.machine;

	return description_uart(
	    tree, fdt_path_offset(tree, printable(device->name, sizeof(device->name))));
}

/* Address of a PCI function's configuration space; 0: the device is no function, or is that space itself. */
static uint64_t configuration_of(const struct system *system, const struct declared_device *device)
{
	bool itself;
	int function = pci_function(system, printable(device->name, sizeof(device->name)), &itself);
	uint64_t base, size;

	return function >= 0 && !itself && pci_region(system, function, true, 0, &base, &size)
		   ? base
		   : 0;
}

static void check_devices_of(const struct page *page)
{
	const struct system *system = page->system;
	uint32_t count = 0;
	struct bulkhead_device d;

	for (uint32_t i = 0; i < system->declared->device_count; i++)
		count += system->devices[i].vm == page->vm;
	differs(page, "its number of devices", page->head.device_count, count);
	for (uint32_t i = 0;
	     element(page, page->head.devices, page->head.device_count, i, sizeof(d), &d); i++) {
		const struct declared_device *found = NULL;

		for (uint32_t n = 0; n < system->declared->device_count; n++)
			if (system->devices[n].vm == page->vm && system->devices[n].pa == d.pa)
				found = &system->devices[n];
		differs(page, "the size of a device", d.size, found ? found->size : 0);
		differs(page, "the address of a device", d.ipa, d.pa);
		text_differs(page, "the name of a device", d.name, sizeof(d.name),
			     found ? last_part(printable(found->name, sizeof(found->name))) : "");
		differs(page, "the interrupt of a device", d.virq,
			found ? interrupt_of(system, page->vm, found) : 0);
		differs(page, "the kind of a UART", d.uart, found ? uart_of(system, found) : 0);
		differs(page, "the configuration space of a device", d.configuration,
			found ? configuration_of(system, found) : 0);
	}
}

static void check_registers_of(const struct page *page)
{
	const struct system *system = page->system;
	uint32_t written = 0;
	struct bulkhead_registers r;

	for (uint32_t i = 0; i < system->declared->region_count; i++)
		written += system->regions[i].vm == page->vm &&
			   system->regions[i].kind == DECLARED_REGISTERS &&
			   system->regions[i].rights & BULKHEAD_RIGHT_WRITE;
	differs(page, "its number of register pages", page->head.registers_count, written);
	for (uint32_t i = 0;
	     element(page, page->head.registers, page->head.registers_count, i, sizeof(r), &r);
	     i++) {
		const struct declared_region *own = region_from(system, page->vm, r.ipa);
		const struct manifest_route *route = NULL;

		differs(page, "the client of a register page", r.client,
			own ? own->owner : BULKHEAD_NONE);
		differs(page, "the size of a register page", r.size, own ? own->size : 0);
		if (r.client >= system->manifest->vm_count)
			continue;
		for (uint32_t n = 0; n < system->vms[r.client].routes[MANIFEST_CLASS_MMIO].count;
		     n++) {
			const struct manifest_route *at =
			    &system
				 ->routes[system->vms[r.client].routes[MANIFEST_CLASS_MMIO].first +
					  n];

			if (at->first == r.client_ipa)
				route = at;
		}
		differs(page, "the badge of a register page", r.badge,
			route ? route->badge : UINT32_MAX);
	}
}

/* The image's configuration must be the described words. */
static void check_configuration(const struct page *page)
{
	const struct system *system = page->system;
	struct tree_cells cells = tree_cells(system->described.system,
					     system->described.nodes[page->vm], "configuration");
	uint32_t word;

	differs(page, "the size of its configuration", page->head.configuration_size,
		cells.count * sizeof(word));
	for (uint32_t i = 0;
	     element(page, page->head.configuration, cells.count, i, sizeof(word), &word); i++)
		differs(page, "a word of its configuration", word, tree_cell(cells, i));
}

void check_described_bootinfo(struct system *system)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];
		struct page page = {.system = system, .vm = region->vm};

		if (region->kind != DECLARED_BOOTINFO)
			continue;
		page.bytes = image_at(&system->image, region->pa, PAGE_SIZE);
		if (!page.bytes)
			continue; /* bootinfo.c reports it */
		memcpy(&page.head, page.bytes, sizeof(page.head));
		check_head(&page);
		check_windows_of(&page);
		check_channels_of(&page);
		check_clients_of(&page);
		check_devices_of(&page);
		check_registers_of(&page);
		check_configuration(&page);
	}
}
