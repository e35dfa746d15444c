/* SPDX-License-Identifier: BSD-3-Clause */
#include <bulkhead/armv8.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "address_space.h"
#include "diagnostics.h"
#include "guest.h"
#include "image.h"
#include "pci.h"
#include "registers.h"
#include "stage2.h"

#define RO BULKHEAD_RIGHT_READ
#define RW (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

static void add(struct vm *vm, struct mapping mapping)
{
	if (mapping.size)
		*LIST_ADD(&vm->mappings) = mapping;
}

/* Rights of a page of a Skiff image: the rights of all segments that lie in it. */
static uint32_t page_rights(const struct image *image, uint64_t page)
{
	uint32_t rights = RO;

	for (size_t i = 0; i < image->segments.count; i++) {
		const struct segment *s = &image->segments.items[i];

		if ((s->rights & DECLARED_EXECUTE) && s->paddr < page + PAGE &&
		    s->paddr + s->file_size > page)
			rights |= DECLARED_EXECUTE;
	}
	return rights;
}

struct bulkhead_range stage2_memory(const struct vm *vm, uint64_t index)
{
	const struct bulkhead_stacks *stacks = &vm->image->stacks;
	uint64_t from =
	    index ? stacks->ipa + (index - 1) * (stacks->size + PAGE) + PAGE : vm->ram_ipa;
	uint64_t to = index < stacks->count ? stacks->ipa + index * (stacks->size + PAGE)
					    : vm->ram_ipa + vm->heap_size;

	return (struct bulkhead_range){from, to - from};
}

static void map_memory(struct vm *vm)
{
	for (uint64_t i = 0; i <= vm->image->stacks.count; i++) {
		struct bulkhead_range part = stage2_memory(vm, i);

		add(vm, (struct mapping){part.base, vm->ram_pa + (part.base - vm->ram_ipa),
					 part.size, RW, false, DECLARED_PRIVATE, vm->id, "memory"});
	}
}

static void map_skiff(struct system *system, struct vm *vm)
{
	const struct image *image = vm->image;
	const struct blob *blob = &system->blobs.items[image->blob];
	uint64_t stacks = vm->stack_size ? (vm->ram_size - vm->heap_size) / vm->stack_size : 0;

	add(vm, (struct mapping){BULKHEAD_BOOTINFO_IPA, system->blobs.items[vm->bootinfo_blob].pa,
				 PAGE, RO, false, DECLARED_BOOTINFO, BULKHEAD_NONE, "bootinfo"});
	for (uint64_t from = 0, to; from < blob->bytes.size; from = to) {
		uint32_t rights = page_rights(image, image->base + from);

		for (to = from + PAGE;
		     to < blob->bytes.size && page_rights(image, image->base + to) == rights;)
			to += PAGE;
		add(vm,
		    (struct mapping){image->base + from, blob->pa + from, to - from, rights, false,
				     rights & DECLARED_EXECUTE ? DECLARED_TEXT : DECLARED_RODATA,
				     BULKHEAD_NONE, image->name});
	}
	map_memory(vm);
	for (uint32_t i = 0; i < stacks; i++)
		add(vm,
		    (struct mapping){address_space_stack_top(vm, i) - vm->stack_size,
				     vm->ram_pa + vm->heap_size + (uint64_t)i * vm->stack_size,
				     vm->stack_size, RW, false, DECLARED_PRIVATE, vm->id, "stack"});
}

static bool is_mapped(const struct vm *vm, uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < vm->mappings.count; i++) {
		const struct mapping *m = &vm->mappings.items[i];

		if (m->device && m->ipa <= from && to <= m->ipa + m->size)
			return true;
	}
	return false;
}

/* The base of a device region for the VM: behind an image in place, which covers the beginning of its flash. */
static uint64_t device_base(const struct system *system, const struct vm *vm, uint64_t base)
{
	if (!vm->in_place || !vm->image || vm->load_address != base)
		return base;
	return base + system->blobs.items[vm->image->blob].bytes.size;
}

static void map_devices(struct system *system, struct vm *vm)
{
	for (size_t i = 0; i < vm->owned.count; i++) {
		const struct board_device *device = &vm->owned.items[i];

		for (size_t n = 0; n < device->regions.count; n++) {
			const struct bulkhead_range *r = &device->regions.items[n];
			uint64_t base = device_base(system, vm, r->base & ~(PAGE - 1));

			if (base >= r->base + r->size || is_mapped(vm, base, r->base + r->size))
				continue; /* an image covers it, or it shares a page with another device */
			add(vm,
			    (struct mapping){base, base, ALIGN_UP(r->base + r->size - base, PAGE),
					     RW, true, DECLARED_DEVICE, BULKHEAD_NONE,
					     strrchr(device->path, '/') + 1});
		}
	}
	/* Only the first page: the core emulates the second one, with GICC_DIR. */
	if (system->board.manifest.gic_version == 2 && vm->vcpus)
		add(vm, (struct mapping){GUEST_GICC, system->board.gicv, PAGE, RW, true,
					 DECLARED_DEVICE, BULKHEAD_NONE, "gicv"});
}

static int compare_mappings(const void *a, const void *b)
{
	const struct mapping *x = a, *y = b;

	return x->ipa < y->ipa ? -1 : x->ipa > y->ipa;
}

static void make_mappings(struct system *system, struct vm *vm)
{
	vm->mappings.count = 0;
	if (vm->skiff)
		map_skiff(system, vm);
	else if (vm->image)
		guest_map(system, vm);
	add(vm, (struct mapping){GUEST_TEE_SHM, vm->tee_shm_pa, vm->tee_shm, RW, false,
				 DECLARED_PRIVATE, vm->id, "tee-shm"});
	map_devices(system, vm);
	guest_map_virtio_slots(system, vm);
	pci_map_nobody(system, vm);
	for (size_t i = 0; i < system->channels.count; i++) {
		const struct channel *c = &system->channels.items[i];

		for (int n = 0; n < 2; n++)
			if (c->vm[n] == vm->id)
				add(vm, (struct mapping){.ipa = c->ipa[n],
							 .pa = c->pa,
							 .size = c->size,
							 .rights = n && c->one_way ? RO : RW,
							 .uncached = c->uncached,
							 .kind = c->uncached ? DECLARED_UNCACHED
									     : DECLARED_CHANNEL,
							 .owner = BULKHEAD_NONE,
							 .name = c->name});
	}
	for (size_t i = 0; i < vm->windows.count; i++) {
		const struct window *w = &vm->windows.items[i];

		if (w->vm != BULKHEAD_NONE && !(w->rights & BULKHEAD_RIGHT_DMA))
			add(vm, (struct mapping){w->ipa, w->pa, w->size, w->rights, false,
						 DECLARED_WINDOW, w->vm, w->name});
	}
	registers_map(system, vm);
	if (vm->mappings.count)
		qsort(vm->mappings.items, vm->mappings.count, sizeof(struct mapping),
		      compare_mappings);
}

uint64_t stage2_attributes(const struct mapping *m)
{
	uint64_t attributes = S2_AF | (m->rights & BULKHEAD_RIGHT_READ ? S2_AP_READ : 0) |
			      (m->rights & BULKHEAD_RIGHT_WRITE ? S2_AP_WRITE : 0) |
			      (m->rights & DECLARED_EXECUTE ? 0 : S2_XN);

	if (m->device)
		return attributes | S2_MEMATTR(S2_MEMATTR_DEVICE_nGnRE);
	if (m->uncached)
		return attributes | S2_MEMATTR(S2_MEMATTR_NORMAL_NC) | S2_SH_OUTER;
	return attributes | S2_MEMATTR(S2_MEMATTR_NORMAL_WB) | S2_SH_INNER;
}

/* The VM's distributor and redistributors are emulated: nothing may be mapped there. */
static bool overlaps_gic(const struct system *system, const struct vm *vm, const struct mapping *m)
{
	const struct bulkhead_range gic[] = {{GUEST_GICD, GUEST_GICD_SIZE},
					     {GUEST_GICR, system->board.manifest.gic_version == 3
							      ? GUEST_GICR_STRIDE * vm->vcpus
							      : 0}};

	for (size_t i = 0; i < COUNT_OF(gic); i++)
		if (m->ipa < gic[i].base + gic[i].size && gic[i].base < m->ipa + m->size)
			return true;
	return false;
}

/* Reports routes of mapped memory: it doesn't trap, except for writes to a route's register page. */
static void check_traps(const struct vm *vm, const struct route *route)
{
	for (size_t i = 0; i < vm->mappings.count; i++) {
		const struct mapping *m = &vm->mappings.items[i];

		if (route->first < m->ipa + m->size && route->last >= m->ipa &&
		    !registers_of_route(m, route))
			diag_error(route->path, "range",
				   "it overlaps %s of the VM at 0x%" PRIx64 "..0x%" PRIx64, m->name,
				   m->ipa, m->ipa + m->size);
	}
}

void stage2_build(struct system *system, struct vm *vm, struct tables *tables)
{
	uint64_t end = 0;

	make_mappings(system, vm);
	for (size_t r = 0; r < vm->routes.count; r++)
		if (vm->routes.items[r].class == MANIFEST_CLASS_MMIO)
			check_traps(vm, &vm->routes.items[r]);
	for (size_t i = 0; i < vm->mappings.count; i++)
		if (vm->mappings.items[i].ipa + vm->mappings.items[i].size > end)
			end = vm->mappings.items[i].ipa + vm->mappings.items[i].size;
	vm->address_bits = stage2_bits(end);
	if (!vm->address_bits) {
		diag_error(vm->path, NULL, "its addresses end at 0x%" PRIx64 ", more than 40 bits",
			   end);
		return;
	}
	vm->root = stage2_add_root(tables, vm->address_bits);
	for (size_t i = 0; i < vm->mappings.count; i++) {
		const struct mapping *m = &vm->mappings.items[i];

		const char *other = i ? m[-1].name : "another part of it";
		bool gic = vm->vcpus && overlaps_gic(system, vm, m);

		if (gic)
			other = "its interrupt controller";
		if (gic || !tables_map(tables, vm->root, stage2_level(vm->address_bits), m->ipa,
				       m->pa, m->size, stage2_attributes(m))) {
			diag_error(vm->path, NULL,
				   "%s at 0x%" PRIx64 "..0x%" PRIx64 " of the VM overlaps %s",
				   m->name, m->ipa, m->ipa + m->size, other);
			return; /* other overlaps would only follow from this one */
		}
	}
}
