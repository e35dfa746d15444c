/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "diagnostics.h"
#include "free_memory.h"
#include "placement.h"
#include "table.h"

/* A thing to place. */
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

/* Places an item. core: where the core begins. */
static void place_item(struct free_memory *memory, const struct item *item, uint64_t core)
{
	uint64_t offset = item->offset & (item->alignment - 1);

	if (!item->size)
		return;
	/* Large items get an alignment for 1 GiB blocks, where there is room. */
	if (item->size >= GIB(1) &&
	    free_memory_find(memory, 0, item->size, GIB(1), item->offset & (GIB(1) - 1), item->pa))
		return;
	/* Contents of the image lie above the core, since a boot image begins with the core. */
	if (item->image &&
	    free_memory_find(memory, core, item->size, item->alignment, offset, item->pa))
		return;
	if (!free_memory_find(memory, 0, item->size, item->alignment, offset, item->pa))
		diag_error(item->path, item->what,
			   "the board's memory has no room for %s %" PRIu64
			   " bytes: the largest hole that is left has %" PRIu64,
			   item->image ? host_format("the image %s of", item->image) : "these",
			   item->size, free_memory_largest(memory));
}

static void place_fixed(struct system *system, struct free_memory *memory)
{
	for (size_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		if (!vm->memory_at)
			continue;
		vm->ram_pa = vm->memory_at;
		if (!free_memory_take(memory, vm->ram_pa, vm->ram_size))
			diag_error(vm->path, "memory-at",
				   "0x%" PRIx64 "..0x%" PRIx64
				   " is not free: it isn't in the board's memory, reserved, "
				   "the core's, or another VM's",
				   vm->ram_pa, vm->ram_pa + vm->ram_size);
	}
}

void placement_make(struct system *system, uint64_t core_end)
{
	struct free_memory memory;
	LIST(struct item) items = {0};
	const struct board *board = &system->board;
	uint64_t core_size = core_end - board->load_address;

	free_memory_begin(&memory, board->banks.items, board->banks.count);
	for (size_t i = 0; i < board->holes.count; i++)
		free_memory_take(&memory, board->holes.items[i].base, board->holes.items[i].size);
	if (!free_memory_take(&memory, board->load_address, core_size)) {
		diag_error("/", "board",
			   "the core's 0x%" PRIx64 "..0x%" PRIx64
			   " is not free memory of the board: its `load-address' must be in the "
			   "first `memory-size' bytes and outside of what is reserved",
			   board->load_address, core_end);
		return; /* other errors of room may only follow from this one */
	}
	place_fixed(system, &memory);
	for (size_t i = 0; i < system->blobs.count; i++) {
		struct blob *blob = &system->blobs.items[i];

		*LIST_ADD(&items) = (struct item){blob->bytes.size,
						  tables_alignment(blob->bytes.size),
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
			    (struct item){vm->ram_size, tables_alignment(vm->ram_size),
					  vm->ram_ipa,	&vm->ram_pa,
					  vm->path,	"memory",
					  items.count};
		*LIST_ADD(&items) = (struct item){vm->tee_shm, tables_alignment(vm->tee_shm),
						  0,	       &vm->tee_shm_pa,
						  vm->path,    "tee-shm",
						  items.count};
	}
	for (size_t i = 0; i < system->channels.count; i++) {
		struct channel *channel = &system->channels.items[i];

		*LIST_ADD(&items) = (struct item){channel->size,
						  tables_alignment(channel->size),
						  0,
						  &channel->pa,
						  channel->path,
						  "size",
						  items.count};
	}
	for (size_t i = 0; i < system->registers.count; i++) {
		struct registers *r = &system->registers.items[i];

		*LIST_ADD(&items) = (struct item){r->size,	  PAGE,	       0,	   &r->pa,
						  r->route->path, "registers", items.count};
	}
	if (items.count)
		qsort(items.items, items.count, sizeof(*items.items), compare_items);
	for (size_t i = 0; i < items.count; i++)
		place_item(&memory, &items.items[i], board->load_address);
	for (size_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		for (size_t w = 0; w < vm->windows.count; w++) {
			struct window *window = &vm->windows.items[w];
			const struct vm *client =
			    window->vm == BULKHEAD_NONE ? NULL : &system->vms.items[window->vm];

			if (client)
				window->pa = (window->area ? client->tee_shm_pa : client->ram_pa) +
					     window->offset;
			window->bus = window->pa; /* unless streams.c says otherwise */
		}
	}
}
