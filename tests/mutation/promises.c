/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutations of the declarations, with which the verifier compares the image. */
#include <stddef.h>
#include "mutate.h"

static const struct declared_region *any_region(struct mutant *m, unsigned kind)
{
	uint32_t count = m->system.declared->region_count, start = mutant_random(m, count);

	for (uint32_t i = 0; i < count; i++) {
		const struct declared_region *region = &m->system.regions[(start + i) % count];

		if (kind > DECLARED_BOOTINFO || region->kind == kind)
			return region;
	}
	return NULL;
}
#define ANY (DECLARED_BOOTINFO + 1)

static bool declared_elsewhere(struct mutant *m)
{
	const struct declared_region *region = any_region(m, ANY);

	POKE_DECLARED(m, region, pa, region->pa + PAGE_SIZE);
	return true;
}
static bool declared_smaller(struct mutant *m)
{
	const struct declared_region *region = any_region(m, ANY);

	POKE_DECLARED(m, region, size, region->size - PAGE_SIZE);
	return true;
}
static bool declared_rights(struct mutant *m)
{
	const struct declared_region *region = any_region(m, ANY);

	POKE_DECLARED(m, region, rights, region->rights ^ (1u << mutant_random(m, 3)));
	return true;
}
static bool window_of_other(struct mutant *m)
{
	const struct declared_region *region = any_region(m, DECLARED_WINDOW);

	if (region)
		POKE_DECLARED(m, region, owner, region->owner ? 0 : BULKHEAD_NONE);
	return region;
}
static bool channel_as_private(struct mutant *m)
{
	const struct declared_region *region = any_region(m, DECLARED_CHANNEL);

	if (region) {
		POKE_DECLARED(m, region, kind, DECLARED_PRIVATE);
		POKE_DECLARED(m, region, owner, region->vm);
	}
	return region;
}
static bool channel_renamed(struct mutant *m)
{
	const struct declared_region *region = any_region(m, DECLARED_CHANNEL);
	uint32_t sharers = 0;

	for (uint32_t i = 0; region && i < m->system.declared->region_count; i++)
		sharers += m->system.regions[i].pa == region->pa;
	if (sharers < 2)
		return false;
	POKE_DECLARED(m, region, name[0], region->name[0] ^ 1);
	return true;
}
static bool device_as_memory(struct mutant *m)
{
	const struct declared_region *region = any_region(m, DECLARED_DEVICE);

	if (region)
		POKE_DECLARED(m, region, kind, DECLARED_RODATA);
	return region;
}
static bool core_forgotten(struct mutant *m)
{
	uint32_t i = mutant_random(m, m->system.declared->core_region_count);

	POKE_DECLARED(m, &m->system.core_regions[i], size,
		      m->system.core_regions[i].size > PAGE_SIZE
			  ? m->system.core_regions[i].size - PAGE_SIZE
			  : 0);
	return true;
}
static bool core_rights(struct mutant *m)
{
	uint32_t i = mutant_random(m, m->system.declared->core_region_count);

	POKE_DECLARED(m, &m->system.core_regions[i], rights, m->system.core_regions[i].rights ^ 2);
	return true;
}
static bool device_with_dma(struct mutant *m)
{
	const struct declared_device *device = m->system.devices;

	if (!m->system.declared->device_count ||
	    m->system.declared_vms[device->vm].accept & DECLARED_ACCEPT_DMA)
		return false;
	POKE_DECLARED(m, device, dma, 1);
	return true;
}
static bool device_owner(struct mutant *m)
{
	const struct declared_device *device = m->system.devices;

	if (!m->system.declared->device_count)
		return false;
	POKE_DECLARED(m, device, vm, m->system.manifest->vm_count);
	return true;
}
static bool impossible_deadline(struct mutant *m)
{
	const struct manifest_vcpu *vcpu =
	    &m->system.vcpus[mutant_random(m, m->system.manifest->vcpu_count)];

	POKE_DECLARED(m, &m->system.declared_vms[vcpu->vm], deadline_us, 1);
	return true;
}
static bool extension_of_lower_integrity(struct mutant *m)
{
	for (uint32_t i = 0; i < m->system.manifest->vm_count; i++) {
		const struct manifest_vm *vm = &m->system.vms[i];

		if (!vm->routes[MANIFEST_CLASS_SMC].count && !vm->routes[MANIFEST_CLASS_MMIO].count)
			continue;
		POKE(m, vm, asil, 4);
		POKE_DECLARED(m, &m->system.declared_vms[i], accept,
			      m->system.declared_vms[i].accept & ~DECLARED_ACCEPT_ASIL);
		for (uint32_t e = 0; e < m->system.manifest->vm_count; e++)
			if (m->system.vms[e].asil > 3 && vm_is_passive(&m->system.vms[e]))
				return false;
		return true;
	}
	return false;
}
static bool reserved_under_guest(struct mutant *m)
{
	if (!m->system.declared->reserved_count)
		return false;
	POKE_DECLARED(m, m->system.reserved, pa, any_region(m, DECLARED_PRIVATE)->pa);
	POKE_DECLARED(m, m->system.reserved, size, PAGE_SIZE);
	return true;
}

/* Boot pages: each mutation pokes the first page that has what it needs.
 * find_boot_page: offset of the first whose count isn't 0, or 0. */
static size_t find_boot_page(struct mutant *m, size_t count_field)
{
	for (uint32_t i = 0; i < m->system.declared->region_count; i++) {
		const struct declared_region *region = &m->system.regions[i];
		const uint8_t *page;
		size_t at;

		if (region->kind != DECLARED_BOOTINFO)
			continue;
		page = image_at(&m->system.image, region->pa, PAGE_SIZE);
		at = page - m->data;
		if (mutant_peek(m, at + count_field, 4))
			return at;
	}
	return 0;
}
static bool boot_page(struct mutant *m, size_t count_field, size_t array_field, size_t in_element)
{
	size_t at = find_boot_page(m, count_field);

	if (!at)
		return false;
	at += mutant_peek(m, at + array_field, 4) + in_element;
	mutant_poke(m, at, mutant_peek(m, at, 8) + PAGE_SIZE, 8);
	return true;
}
static bool boot_stacks_moved(struct mutant *m)
{
	size_t at = find_boot_page(m, offsetof(struct bulkhead_bootinfo, stacks.count));

	if (!at)
		return false;
	at += offsetof(struct bulkhead_bootinfo, stacks.ipa);
	mutant_poke(m, at, mutant_peek(m, at, 8) + PAGE_SIZE, 8);
	return true;
}
static bool boot_window_moved(struct mutant *m)
{
	return boot_page(m, offsetof(struct bulkhead_bootinfo, window_count),
			 offsetof(struct bulkhead_bootinfo, windows),
			 offsetof(struct bulkhead_window, pa));
}
static bool boot_window_of_other_memory(struct mutant *m)
{
	return boot_page(m, offsetof(struct bulkhead_bootinfo, window_count),
			 offsetof(struct bulkhead_bootinfo, windows),
			 offsetof(struct bulkhead_window, client_ipa));
}
static bool boot_client_other(struct mutant *m)
{
	return boot_page(m, offsetof(struct bulkhead_bootinfo, client_count),
			 offsetof(struct bulkhead_bootinfo, clients),
			 offsetof(struct bulkhead_client, vm));
}

#define M(name)             \
	{                   \
#name, name \
	}
const struct mutation declared_mutations[] = {
    M(declared_elsewhere),
    M(declared_smaller),
    M(declared_rights),
    M(window_of_other),
    M(channel_as_private),
    M(channel_renamed),
    M(device_as_memory),
    M(core_forgotten),
    M(core_rights),
    M(device_with_dma),
    M(device_owner),
    M(impossible_deadline),
    M(extension_of_lower_integrity),
    M(reserved_under_guest),
    M(boot_window_moved),
    M(boot_window_of_other_memory),
    M(boot_client_other),
    M(boot_stacks_moved),
};
const unsigned declared_mutation_count = sizeof(declared_mutations) / sizeof(*declared_mutations);
