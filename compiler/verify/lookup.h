/* SPDX-License-Identifier: BSD-3-Clause */
/* Look-ups that every check uses: names, RAM, what a VM sees. */
#pragma once
#include "system.h"

/* Printable name of VM `vm` ("the core" for BULKHEAD_NONE, "?" out of range). */
const char *system_vm_name(const struct system *system, uint32_t vm);
/* `name[size]` as a printable, terminated string in one of a few rotating buffers. */
const char *printable(const char *name, size_t size);

static inline bool region_is_channel(const struct declared_region *region)
{
	return region->kind == DECLARED_CHANNEL || region->kind == DECLARED_UNCACHED;
}

/*
 * What a device's name means: a PCI function, or its page of configuration space, whose owner can move the function's
 * registers.
 */
enum pci_part { PCI_PART_NONE, PCI_PART_FUNCTION, PCI_PART_CONFIGURATION };
enum pci_part device_pci_part(const struct declared_device *device);
/* Is all of pa .. pa + size in one RAM bank? */
bool system_is_ram(const struct system *system, uint64_t pa, uint64_t size);
/* Is any of it in a RAM bank? */
bool system_meets_ram(const struct system *system, uint64_t pa, uint64_t size);
/* The mapping in which VM `vm` (BULKHEAD_NONE: the core) sees `address`, or NULL. */
const struct mapping *system_translate(const struct system *system, uint32_t vm, uint64_t address);
/* Does `vm` see all of address .. address + size with at least `rights`? */
bool system_maps(const struct system *system, uint32_t vm, uint64_t address, uint64_t size,
		 unsigned rights);
/* Does `vm` see any byte of address .. address + size? */
bool system_maps_any(const struct system *system, uint32_t vm, uint64_t address, uint64_t size);
