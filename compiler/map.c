/* SPDX-License-Identifier: BSD-3-Clause */
/* `bulkhead compile --map`. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "map.h"

struct row {
	uint64_t pa, size;
	char *what;
};

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->pa < y->pa ? -1 : x->pa > y->pa ? 1 : (x->size > y->size) - (x->size < y->size);
}

static const char *human(uint64_t size)
{
	return size >= GIB(1) && !(size % GIB(1))   ? host_format("%" PRIu64 " GiB", size >> 30)
	       : size >= MIB(1) && !(size % MIB(1)) ? host_format("%" PRIu64 " MiB", size >> 20)
						    : host_format("%" PRIu64 " KiB", size >> 10);
}

void map_print(const struct system *system, const struct core *core)
{
	static const char *const kinds[] = {"core: text",   "core: rodata", "core: data",
					    "core: stack",  "core: states", "core: manifest",
					    "core: tables", NULL,	    "core: streams"};
	LIST(struct row) rows = {0};

	for (size_t i = 0; i < core->regions.count; i++)
		if (kinds[core->regions.items[i].kind])
			*LIST_ADD(&rows) =
			    (struct row){core->regions.items[i].pa, core->regions.items[i].size,
					 host_format("%s", kinds[core->regions.items[i].kind])};
	for (size_t i = 0; i < system->blobs.count; i++)
		*LIST_ADD(&rows) =
		    (struct row){system->blobs.items[i].pa, system->blobs.items[i].bytes.size,
				 host_format("image: %s", system->blobs.items[i].name)};
	for (size_t i = 0; i < system->vms.count; i++) {
		const struct vm *vm = &system->vms.items[i];

		*LIST_ADD(&rows) =
		    (struct row){vm->ram_pa, vm->ram_size,
				 vm->ram_pa == vm->ram_ipa
				     ? host_format("VM %s: memory", vm->name)
				     : host_format("VM %s: memory, which it has at 0x%" PRIx64,
						   vm->name, vm->ram_ipa)};
		if (vm->tee_shm)
			*LIST_ADD(&rows) = (struct row){vm->tee_shm_pa, vm->tee_shm,
							host_format("VM %s: tee-shm", vm->name)};
	}
	for (size_t i = 0; i < system->channels.count; i++)
		*LIST_ADD(&rows) =
		    (struct row){system->channels.items[i].pa, system->channels.items[i].size,
				 host_format("channel %s", system->channels.items[i].name)};
	for (size_t i = 0; i < system->registers.count; i++) {
		const struct registers *r = &system->registers.items[i];

		*LIST_ADD(&rows) = (struct row){r->pa, r->size,
						host_format("registers of %s for %s",
							    system->vms.items[r->extension].name,
							    system->vms.items[r->client].name)};
	}
	for (size_t i = 0; i < system->board.holes.count; i++)
		*LIST_ADD(&rows) =
		    (struct row){system->board.holes.items[i].base,
				 system->board.holes.items[i].size, host_format("reserved")};
	if (rows.count)
		qsort(rows.items, rows.count, sizeof(*rows.items), compare_rows);
	printf("%-14s %-14s %12s  %s\n", "from", "to", "size", "what");
	for (size_t i = 0; i < rows.count; i++)
		printf("0x%-12" PRIx64 " 0x%-12" PRIx64 " %12s  %s\n", rows.items[i].pa,
		       rows.items[i].pa + rows.items[i].size, human(rows.items[i].size),
		       rows.items[i].what);
	printf("core in all: %s\n", human(core->header.end - core->header.load_address));
}
