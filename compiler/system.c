/* SPDX-License-Identifier: BSD-3-Clause */
#include "system.h"
#include <string.h>
#include "diagnostics.h"

struct vm *system_vm(const struct system *system, const char *name)
{
	for (size_t i = 0; name && i < system->vms.count; i++)
		if (!strcmp(system->vms.items[i].name, name))
			return &system->vms.items[i];
	return NULL;
}

const char *system_vm_hint(const struct system *system, const char *name)
{
	return diag_hint(name, system->vms.items, system->vms.count, sizeof(struct vm));
}

uint32_t route_badge(const struct system *system, const struct route *route, uint32_t client)
{
	const struct vm *extension = &system->vms.items[route->target];
	uint32_t index = 0;

	if (route->badge != BADGE_OF_CLIENT)
		return route->badge;
	while (index < extension->clients.count && extension->clients.items[index] != client)
		index++;
	return index;
}

bool route_is(const struct route *route, const char *compatible)
{
	for (size_t i = 0; i < route->compatible.count; i++)
		if (!strcmp(route->compatible.items[i], compatible))
			return true;
	return false;
}
