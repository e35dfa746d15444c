/* SPDX-License-Identifier: BSD-3-Clause */
#include "nsmem.h"
#include <bulkhead/secure_world.h>
#include "optee_abi.h"

#define RAM_RANGES 8

struct range {
	uint64_t base, size;
};

struct vm_ranges {
	uint16_t vm; /* 0: free */
	uint16_t count;
	struct range range[NSMEM_RANGES];
};

static struct range ram[RAM_RANGES];
static unsigned int ram_count;
static struct vm_ranges declared[NSMEM_VMS];
static bool sealed;

/* @base + @size is at most 2^64 - 1 for every stored range, so the subtractions can't wrap. */
static bool inside(const struct range *range, uint64_t pa, uint64_t size)
{
	return pa >= range->base && size <= range->size && pa - range->base <= range->size - size;
}

static bool inside_any(const struct range *range, unsigned int count, uint64_t pa, uint64_t size)
{
	for (unsigned int i = 0; i < count; i++)
		if (inside(&range[i], pa, size))
			return true;
	return false;
}

static struct vm_ranges *find(uint16_t vm)
{
	for (unsigned int i = 0; i < NSMEM_VMS; i++)
		if (declared[i].vm == vm)
			return &declared[i];
	return NULL;
}

void nsmem_add_ram(uint64_t base, uint64_t size)
{
	if (ram_count < RAM_RANGES && base + size > base)
		ram[ram_count++] = (struct range){base, size};
}

uint64_t nsmem_ram_end(void)
{
	uint64_t end = 0;

	for (unsigned int i = 0; i < ram_count; i++)
		if (ram[i].base + ram[i].size > end)
			end = ram[i].base + ram[i].size;
	return end;
}

uint32_t nsmem_allow(uint16_t vm, uint64_t base, uint64_t size)
{
	struct vm_ranges *entry;

	if (vm == 0 || sealed)
		return SECURE_WORLD_ENOTAVAIL;
	if (size == 0 || (base | size) % NS_PAGE_SIZE || !inside_any(ram, ram_count, base, size))
		return SECURE_WORLD_EBADADDR;
	entry = find(vm);
	if (!entry)
		entry = find(0);
	if (!entry || entry->count == NSMEM_RANGES)
		return SECURE_WORLD_ENOMEM;
	entry->vm = vm;
	entry->range[entry->count++] = (struct range){base, size};
	return SECURE_WORLD_OK;
}

void nsmem_seal(void)
{
	sealed = true;
}

bool nsmem_check(uint16_t vm, uint64_t pa, uint64_t size)
{
	const struct vm_ranges *entry = vm ? find(vm) : NULL;

	if (!inside_any(ram, ram_count, pa, size))
		return false;
	if (entry)
		return inside_any(entry->range, entry->count, pa, size);
	return !sealed;
}
