/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical placement, and the mappings that follow from it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "diagnostics.h"
#include "guest.h"
#include "image.h"
#include "layout.h"

#define RX (BULKHEAD_RIGHT_READ | DECLARED_EXECUTE)
#define RO BULKHEAD_RIGHT_READ
#define RW (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

/* Something to place. */
struct item {
	uint64_t size, alignment, offset;
	uint64_t *pa;
	const char *path, *what;
	size_t order;
	const char *image; /* name of an image file, or NULL */
};

static int compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->alignment != y->alignment)
		return x->alignment < y->alignment ? 1 : -1;
	return x->order < y->order ? -1 : 1;
}

static void place_item(struct placement *placement, const struct item *item)
{
	if (!item->size)
		return;
	/* 1 GiB blocks where there is room for them. */
	if (item->size >= GIB(1) &&
	    place_find(placement, item->size, GIB(1), item->offset & (GIB(1) - 1), item->pa))
		return;
	if (!place_find(placement, item->size, item->alignment,
			item->offset & (item->alignment - 1), item->pa))
		diag_error(item->path, item->what,
			   "the board's memory has no room for %s %" PRIu64 " bytes",
			   item->image ? host_format("the image %s of", item->image) : "these",
			   item->size);
}

static void place_fixed(struct system *system, struct placement *placement)
{
	for (size_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		if (!vm->memory_at)
			continue;
		vm->ram_pa = vm->memory_at;
		if (!place_take(placement, vm->ram_pa, vm->ram_size))
			diag_error(vm->path, "memory-at",
				   "0x%" PRIx64 "..0x%" PRIx64
				   " is not free: it isn't in the board's memory, reserved, "
				   "the core's, or another VM's",
				   vm->ram_pa, vm->ram_pa + vm->ram_size);
	}
}

void layout_place(struct system *system, uint64_t core_end)
{
	struct placement placement;
	LIST(struct item) items = {0};
	const struct board *board = &system->board;
	uint64_t core_size = core_end - board->load_address;

	place_begin(&placement, board->banks.items, board->banks.count);
	for (size_t i = 0; i < board->holes.count; i++)
		place_take(&placement, board->holes.items[i].base, board->holes.items[i].size);
	if (!place_take(&placement, board->load_address, core_size)) {
		diag_error("/", "board",
			   "the core's 0x%" PRIx64 "..0x%" PRIx64
			   " is not free memory of the board",
			   board->load_address, core_end);
		return; /* whatever else has no room may have it without this mistake */
	}
	place_fixed(system, &placement);
	for (size_t i = 0; i < system->blobs.count; i++) {
		struct blob *blob = &system->blobs.items[i];

		*LIST_ADD(&items) = (struct item){blob->bytes.size,
						  place_alignment(blob->bytes.size),
						  0,
						  &blob->pa,
						  "/vms",
						  NULL,
						  items.count,
						  blob->name};
	}
	for (size_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		if (!vm->memory_at)
			*LIST_ADD(&items) =
			    (struct item){vm->ram_size, place_alignment(vm->ram_size),
					  vm->ram_ipa,	&vm->ram_pa,
					  vm->path,	"memory",
					  items.count};
		*LIST_ADD(&items) = (struct item){vm->tee_shm, place_alignment(vm->tee_shm),
						  0,	       &vm->tee_shm_pa,
						  vm->path,    "tee-shm",
						  items.count};
	}
	for (size_t i = 0; i < system->channels.count; i++) {
		struct channel *channel = &system->channels.items[i];

		*LIST_ADD(&items) = (struct item){channel->size,
						  place_alignment(channel->size),
						  0,
						  &channel->pa,
						  channel->path,
						  "size",
						  items.count};
	}
	if (items.count)
		qsort(items.items, items.count, sizeof(*items.items), compare_items);
	for (size_t i = 0; i < items.count; i++)
		place_item(&placement, &items.items[i]);
	for (size_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		for (size_t w = 0; w < vm->windows.count; w++) {
			struct window *window = &vm->windows.items[w];
			const struct vm *client =
			    window->vm == BULKHEAD_NONE ? NULL : &system->vms.items[window->vm];

			if (client)
				window->pa = (window->area ? client->tee_shm_pa : client->ram_pa) +
					     window->offset;
		}
	}
}

static void add(struct vm *vm, struct mapping mapping)
{
	if (mapping.size)
		*LIST_ADD(&vm->mappings) = mapping;
}

/* Rights of a page of a Skiff image: those of the segments that lie in it. */
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

struct bulkhead_range layout_memory(const struct vm *vm, uint64_t index)
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
		struct bulkhead_range part = layout_memory(vm, i);

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
		    (struct mapping){layout_stack_top(vm, i) - vm->stack_size,
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

/* Where a device region at base begins for the VM: an image in place lies over the flash that it is
 * meant for. */
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
				continue; /* covered, or it shares a page with another device */
			add(vm,
			    (struct mapping){base, base, ALIGN_UP(r->base + r->size - base, PAGE),
					     RW, true, DECLARED_DEVICE, BULKHEAD_NONE,
					     strrchr(device->path, '/') + 1});
		}
	}
	if (system->board.manifest.gic_version == 2 && vm->vcpus)
		add(vm, (struct mapping){GUEST_GICC, system->board.gicv, GUEST_GICC_SIZE, RW, true,
					 DECLARED_DEVICE, BULKHEAD_NONE, "gicv"});
}

static int compare_mappings(const void *a, const void *b)
{
	const struct mapping *x = a, *y = b;

	return x->ipa < y->ipa ? -1 : x->ipa > y->ipa;
}

void layout_mappings(struct system *system, struct vm *vm)
{
	vm->mappings.count = 0;
	if (vm->skiff)
		map_skiff(system, vm);
	else if (vm->image)
		guest_map(system, vm);
	add(vm, (struct mapping){GUEST_TEE_SHM, vm->tee_shm_pa, vm->tee_shm, RW, false,
				 DECLARED_PRIVATE, vm->id, "tee-shm"});
	map_devices(system, vm);
	for (size_t i = 0; i < system->channels.count; i++) {
		const struct channel *c = &system->channels.items[i];

		for (int n = 0; n < 2; n++)
			if (c->vm[n] == vm->id)
				add(vm, (struct mapping){c->ipa[n], c->pa, c->size,
							 n && c->one_way ? RO : RW, false,
							 DECLARED_CHANNEL, BULKHEAD_NONE, c->name});
	}
	for (size_t i = 0; i < vm->windows.count; i++) {
		const struct window *w = &vm->windows.items[i];

		if (w->vm != BULKHEAD_NONE)
			add(vm, (struct mapping){w->ipa, w->pa, w->size, w->rights, false,
						 DECLARED_WINDOW, w->vm, w->name});
	}
	if (vm->mappings.count)
		qsort(vm->mappings.items, vm->mappings.count, sizeof(struct mapping),
		      compare_mappings);
}
