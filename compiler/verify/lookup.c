/* SPDX-License-Identifier: BSD-3-Clause */
#include "lookup.h"
#include <string.h>

const char *printable(const char *name, size_t size)
{
	static char buffers[8][65];
	static unsigned next;
	char *text = buffers[next++ % 8];
	size_t i;

	for (i = 0; i < size && i < sizeof(buffers[0]) - 1 && name[i]; i++)
		text[i] = name[i] < ' ' || name[i] > '~' ? '?' : name[i];
	text[i] = 0;
	return text;
}

const char *system_vm_name(const struct system *system, uint32_t vm)
{
	if (vm == BULKHEAD_NONE)
		return "the core";
	return vm < system->manifest->vm_count ? system->names[vm] : "?";
}

enum pci_part device_pci_part(const struct declared_device *device)
{
	static const char prefix[] = "pci/", suffix[] = ".config";
	const char *end = memchr(device->name, '.', sizeof(device->name));

	if (strncmp(device->name, prefix, sizeof(prefix) - 1) != 0)
		return PCI_PART_NONE;
	if (!end)
		return PCI_PART_FUNCTION;
	return (size_t)(device->name + sizeof(device->name) - end) >= sizeof(suffix) &&
		       !memcmp(end, suffix, sizeof(suffix))
		   ? PCI_PART_CONFIGURATION
		   : PCI_PART_NONE;
}

bool system_is_ram(const struct system *system, uint64_t pa, uint64_t size)
{
	for (uint32_t i = 0; i < system->manifest->bank_count; i++) {
		const struct bulkhead_range *bank = &system->banks[i];

		if (pa >= bank->base && pa - bank->base < bank->size &&
		    size <= bank->size - (pa - bank->base))
			return true;
	}
	return false;
}

bool system_meets_ram(const struct system *system, uint64_t pa, uint64_t size)
{
	for (uint32_t i = 0; i < system->manifest->bank_count; i++)
		if (system->banks[i].base - pa < size ||
		    pa - system->banks[i].base < system->banks[i].size)
			return true;
	return false;
}

const struct mapping *system_translate(const struct system *system, uint32_t vm, uint64_t address)
{
	const struct mapping *list = system->el2.list;
	size_t low = 0, high = system->el2.count;

	if (vm != BULKHEAD_NONE) {
		list = system->stage2.list;
		low = system->stage2_first[vm];
		high = system->stage2_first[vm + 1];
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (address - list[middle].address < list[middle].size)
			return &list[middle];
		if (list[middle].address > address)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

bool system_maps(const struct system *system, uint32_t vm, uint64_t address, uint64_t size,
		 unsigned rights)
{
	while (size) {
		const struct mapping *mapping = system_translate(system, vm, address);
		uint64_t rest;

		if (!mapping || (mapping->rights & rights) != rights)
			return false;
		rest = mapping->address + mapping->size - address;
		if (rest >= size)
			return true;
		address += rest;
		size -= rest;
	}
	return true;
}

bool system_maps_any(const struct system *system, uint32_t vm, uint64_t address, uint64_t size)
{
	size_t low = system->stage2_first[vm], high = system->stage2_first[vm + 1], end = high;

	/* The first mapping that ends behind `address`. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (system->stage2.list[middle].address + system->stage2.list[middle].size >
		    address)
			high = middle;
		else
			low = middle + 1;
	}
	return low < end && system->stage2.list[low].address < address + size;
}
