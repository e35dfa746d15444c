/* SPDX-License-Identifier: BSD-3-Clause */
#include "diagnostics.h"
#include "registers.h"

/* Limit: a device has one page of registers, some devices a few. */
#define REGISTERS_SIZE_MAX KIB(64)

static void resolve(struct system *system, const struct vm *vm, const struct route *route)
{
	if (route->class != MANIFEST_CLASS_MMIO) {
		if (route->class != ROUTE_UNKNOWN)
			diag_error(route->path, "registers", "is for class mmio");
		return;
	}
	if (route->target == BULKHEAD_NONE || route->first > route->last)
		return;
	if (route->first % PAGE || (route->last + 1) % PAGE ||
	    route->last - route->first >= REGISTERS_SIZE_MAX) {
		diag_wrong(route->path, "range",
			   "with `registers', whole pages are expected, 64 KiB at most");
		return;
	}
	*LIST_ADD(&system->registers) = (struct registers){.route = route,
							   .client = vm->id,
							   .extension = route->target,
							   .client_ipa = route->first,
							   .size = route->last - route->first + 1};
}

void registers_resolve(struct system *system)
{
	for (size_t i = 0; i < system->vms.count; i++)
		for (size_t r = 0; r < system->vms.items[i].routes.count; r++)
			if (system->vms.items[i].routes.items[r].registers)
				resolve(system, &system->vms.items[i],
					&system->vms.items[i].routes.items[r]);
}

void registers_map(const struct system *system, struct vm *vm)
{
	for (size_t i = 0; i < system->registers.count; i++) {
		const struct registers *r = &system->registers.items[i];
		struct mapping mapping = {.pa = r->pa,
					  .size = r->size,
					  .rights = BULKHEAD_RIGHT_READ,
					  .uncached = true,
					  .kind = DECLARED_REGISTERS,
					  .name = r->route->name};

		if (r->client == vm->id) {
			mapping.ipa = r->client_ipa;
			mapping.owner = r->extension;
		} else if (r->extension == vm->id) {
			mapping.ipa = r->ipa;
			mapping.owner = r->client;
			mapping.rights |= BULKHEAD_RIGHT_WRITE;
		} else {
			continue;
		}
		*LIST_ADD(&vm->mappings) = mapping;
	}
}

bool registers_of_route(const struct mapping *mapping, const struct route *route)
{
	return mapping->kind == DECLARED_REGISTERS && route->registers &&
	       mapping->owner == route->target && mapping->ipa == route->first;
}
