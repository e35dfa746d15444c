/* SPDX-License-Identifier: BSD-3-Clause */
/* Routes of forwarded exceptions: live targets, ranges, activations and their stacks. */
#include <inttypes.h>
#include <stdlib.h>
#include "checks.h"
#include "lookup.h"

#define STACK_ALIGNMENT	       16u /* AAPCS64, 6.4.6.1 */
#define GIC_DISTRIBUTOR_SIZE   0x10000ull
#define GIC_REDISTRIBUTOR_SIZE 0x20000ull /* per vCPU */

static const char *const class_names[] = {"SMC", "HVC", "MMIO", "system register", "catch-all"};

/* Checks the route's own fields. */
static bool check_target(struct system *system, uint32_t client, const struct manifest_route *route,
			 const char *what)
{
	const struct manifest_vm *extension;

	if (route->extension >= system->manifest->vm_count ||
	    !vm_is_passive(&system->vms[route->extension]) || route->extension == client) {
		finding_add(system->findings, VERIFY_ROUTE_TARGET,
			    "VM %s: %s route 0x%" PRIx64 " goes to %s, which can't be entered",
			    system->names[client], what, route->first,
			    system_vm_name(system, route->extension));
		return false;
	}
	extension = &system->vms[route->extension];
	if (!system_maps(system, route->extension, extension->passive_entry, 4, DECLARED_EXECUTE) ||
	    extension->passive_entry % 4)
		finding_add(system->findings, VERIFY_ROUTE_TARGET,
			    "VM %s: its entry 0x%" PRIx64 " isn't executable",
			    system->names[route->extension], extension->passive_entry);
	if (!route->budget_us)
		finding_add(system->findings, VERIFY_ROUTE_TARGET,
			    "VM %s: %s route 0x%" PRIx64 " has no budget", system->names[client],
			    what, route->first);
	if (route->on_failure > MANIFEST_FAILURE_RETRY)
		finding_add(system->findings, VERIFY_ROUTE_TARGET,
			    "VM %s: %s route 0x%" PRIx64 " has %u for its failure",
			    system->names[client], what, route->first, route->on_failure);
	if ((route->results != 4 && route->results != 8) || route->reserved[0] ||
	    route->reserved[1] || route->reserved2)
		finding_add(system->findings, VERIFY_ROUTE_TARGET,
			    "VM %s: %s route 0x%" PRIx64 " writes back %u registers",
			    system->names[client], what, route->first, route->results);
	return true;
}

static int by_vm(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* The extension's list must have the client, so that the core stops the client's activations when the client ends. */
static void check_client(struct system *system, uint32_t client, uint32_t extension)
{
	struct manifest_slice clients = system->vms[extension].clients;

	if (!bsearch(&client, system->client_refs + clients.first, clients.count, sizeof(client),
		     by_vm))
		finding_add(system->findings, VERIFY_CLIENT, "VM %s doesn't list its client %s",
			    system->names[extension], system->names[client]);
}

/* The activations that a route uses are those of its client's vCPUs in its extension. `client`: the
 * VM whose vCPUs enter (for calls between extensions, the client at the root). */
static void check_activations(struct system *system, uint32_t client,
			      const struct manifest_route *route)
{
	struct manifest_slice own = system->vms[route->extension].activations;
	struct manifest_slice vcpus = system->vms[client].vcpus;

	for (uint32_t i = 0; i < vcpus.count; i++) {
		uint64_t at = (uint64_t)route->activation + i;
		const struct manifest_activation *activation = &system->activations[at];

		if (at < own.first || at - own.first >= own.count ||
		    activation->vcpu != vcpus.first + i ||
		    activation->extension != route->extension)
			finding_add(system->findings, VERIFY_ACTIVATION,
				    "VM %s, vCPU %u: activation %" PRIu64 " isn't its own in %s",
				    system->names[client], i, at, system->names[route->extension]);
	}
	check_client(system, client, route->extension);
}

/* Is first..last of the VM exactly one register page of the route's extension, which the VM may only read? */
static bool is_register_page(const struct system *system, uint32_t vm,
			     const struct manifest_route *route)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];

		if (region->vm == vm && region->kind == DECLARED_REGISTERS &&
		    region->ipa == route->first && region->size == route->last - route->first + 1)
			return region->owner == route->extension &&
			       !(region->rights & BULKHEAD_RIGHT_WRITE);
	}
	return false;
}

static void check_mmio_range(struct system *system, uint32_t id, const struct manifest_route *route)
{
	const struct manifest_vm *vm = &system->vms[id];
	uint64_t redistributors = vm->vcpus.count * GIC_REDISTRIBUTOR_SIZE;

	if (system_maps_any(system, id, route->first, route->last - route->first + 1) &&
	    !is_register_page(system, id, route))
		finding_add(system->findings, VERIFY_ROUTE_RANGE,
			    "VM %s: MMIO route 0x%" PRIx64 " .. 0x%" PRIx64
			    " is mapped, so it never traps",
			    system->names[id], route->first, route->last);
	if ((vm->spi_count && route->last >= vm->gicd_ipa &&
	     route->first < vm->gicd_ipa + GIC_DISTRIBUTOR_SIZE) ||
	    (vm->gicr_ipa && route->last >= vm->gicr_ipa &&
	     route->first < vm->gicr_ipa + redistributors))
		finding_add(system->findings, VERIFY_ROUTE_RANGE,
			    "VM %s: MMIO route 0x%" PRIx64
			    " covers its virtual interrupt controller",
			    system->names[id], route->first);
}

static void check_class(struct system *system, uint32_t vm, unsigned class)
{
	struct manifest_slice slice = system->vms[vm].routes[class];

	if (slice.count && (system->vms[vm].kind == MANIFEST_VM_EXTENSION ||
			    (class == MANIFEST_CLASS_UNHANDLED && slice.count > 1)))
		finding_add(system->findings, VERIFY_ROUTE_RANGE,
			    "VM %s has %u %s routes and may not", system->names[vm], slice.count,
			    class_names[class]);
	for (uint32_t i = 0; i < slice.count; i++) {
		const struct manifest_route *route = &system->routes[slice.first + i];

		if (!check_target(system, vm, route, class_names[class]))
			continue;
		check_activations(system, vm, route);
		if (route->first > route->last || (i && route[-1].last >= route->first) ||
		    (class <= MANIFEST_CLASS_HVC && route->last > UINT32_MAX))
			finding_add(system->findings, VERIFY_ROUTE_RANGE,
				    "VM %s: %s route 0x%" PRIx64 " .. 0x%" PRIx64,
				    system->names[vm], class_names[class], route->first,
				    route->last);
		else if (class == MANIFEST_CLASS_MMIO)
			check_mmio_range(system, vm, route);
	}
}

/* Checks calls to other extensions, which use the activations of the client at the root. */
static void check_extension_calls(struct system *system, uint32_t vm)
{
	struct manifest_slice calls = system->vms[vm].calls, clients = system->vms[vm].clients;

	if (calls.count && (!clients.count || calls.count % clients.count)) {
		finding_add(system->findings, VERIFY_ACTIVATION,
			    "VM %s has %u calls for %u clients", system->names[vm], calls.count,
			    clients.count);
		return;
	}
	for (uint32_t i = 0; i < calls.count; i++) {
		const struct manifest_route *route = &system->routes[calls.first + i];
		uint32_t client;

		if (!vm_is_passive(&system->vms[vm]))
			finding_add(system->findings, VERIFY_ROUTE_TARGET,
				    "VM %s calls extensions but is none", system->names[vm]);
		if (!check_target(system, vm, route, "call"))
			continue;
		client = system->client_refs[clients.first + i % clients.count];
		if (route->first != i / clients.count || route->last != client ||
		    client >= system->manifest->vm_count)
			finding_add(system->findings, VERIFY_ACTIVATION,
				    "VM %s: call %u isn't for the client at its place",
				    system->names[vm], i);
		else
			check_activations(system, client, route);
	}
}

struct stack {
	uint32_t vm;
	uint64_t top;
};

static int by_vm_and_top(const void *a, const void *b)
{
	const struct stack *x = a, *y = b;

	if (x->vm != y->vm)
		return x->vm < y->vm ? -1 : 1;
	return x->top < y->top ? -1 : x->top > y->top;
}

/* Each activation must have its own writable stack, with a hole between it and the next stack below. */
static void check_stacks(struct system *system)
{
	uint32_t count = system->manifest->activation_count;
	struct stack *stacks = zalloc(count, sizeof(*stacks));

	for (uint32_t i = 0; i < count; i++) {
		const struct manifest_activation *activation = &system->activations[i];

		if (activation->extension >= system->manifest->vm_count ||
		    activation->vcpu >= system->manifest->vcpu_count || !activation->budget_us ||
		    activation->reserved) {
			finding_add(system->findings, VERIFY_ACTIVATION,
				    "activation %u has no extension, no vCPU or no budget", i);
			free(stacks);
			return;
		}
		stacks[i] = (struct stack){activation->extension, activation->stack_top};
	}
	qsort(stacks, count, sizeof(*stacks), by_vm_and_top);
	for (uint32_t i = 0; i < count; i++) {
		const struct stack *stack = &stacks[i];
		const struct mapping *mapping;
		uint64_t previous = i && stack[-1].vm == stack->vm ? stack[-1].top : 0;

		mapping = system_translate(system, stack->vm, stack->top - STACK_ALIGNMENT);
		if (!stack->top || stack->top % STACK_ALIGNMENT || !mapping ||
		    !(mapping->rights & BULKHEAD_RIGHT_WRITE)) {
			finding_add(system->findings, VERIFY_STACK,
				    "VM %s: the stack below 0x%" PRIx64 " isn't writable",
				    system->names[stack->vm], stack->top);
			continue;
		}
		/* Adjacent writable mappings may have different physical addresses: go on to the lowest. */
		while (mapping && mapping->address > previous) {
			const struct mapping *below =
			    system_translate(system, stack->vm, mapping->address - 1);

			if (!below || !(below->rights & BULKHEAD_RIGHT_WRITE))
				break;
			mapping = below;
		}
		if (mapping->address < previous || stack->top == previous)
			finding_add(system->findings, VERIFY_STACK,
				    "VM %s: the stacks 0x%" PRIx64 " and 0x%" PRIx64
				    " have no guard between them",
				    system->names[stack->vm], previous, stack->top);
	}
	free(stacks);
}

/* Summary of the routes to an extension: the longest budget, and whether a failed request of any is retried. */
struct unasked {
	uint32_t budget_us;
	bool retries;
};

/* Do both VMs map this memory as uncached? */
static bool shares_uncached(const struct system *system, uint32_t vm,
			    const struct declared_region *region)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++)
		if (system->regions[i].vm == vm && system->regions[i].kind == DECLARED_UNCACHED &&
		    system->regions[i].pa == region->pa)
			return true;
	return false;
}

/*
 * Must the activation run before the client starts: is it the first vCPU's, and does the client share a register page or
 * uncached memory with the extension?
 */
static bool is_eager(const struct system *system, const struct manifest_activation *activation)
{
	uint32_t client = system->vcpus[activation->vcpu].vm;

	if (activation->vcpu != system->vms[client].vcpus.first)
		return false;
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];

		if (region->vm == client && region->kind == DECLARED_REGISTERS &&
		    region->owner == activation->extension)
			return true;
		if (region->vm == client && region->kind == DECLARED_UNCACHED &&
		    shares_uncached(system, activation->extension, region))
			return true;
	}
	return false;
}

/* Does a route from `client`, or of an extension that calls, give this badge? */
static bool has_badge(const struct system *system, uint32_t client,
		      const struct manifest_activation *activation)
{
	for (unsigned class = 0; class < MANIFEST_CLASS_COUNT; class ++) {
		struct manifest_slice slice = system->vms[client].routes[class];

		for (uint32_t i = 0; i < slice.count; i++)
			if (system->routes[slice.first + i].extension == activation->extension &&
			    system->routes[slice.first + i].badge == activation->badge)
				return true;
	}
	for (uint32_t i = 0; i < system->route_count; i++)
		if (system->routes[i].extension == activation->extension &&
		    system->routes[i].last == client &&
		    system->routes[i].badge == activation->badge)
			return true;
	return false;
}

/* A request that no client makes must have the longest budget of the client's own requests, and the client's badge. */
static void check_unasked(struct system *system)
{
	struct unasked *expected = zalloc(system->manifest->vm_count, sizeof(*expected));

	for (uint32_t i = 0; i < system->route_count; i++) {
		const struct manifest_route *route = &system->routes[i];

		if (route->extension >= system->manifest->vm_count)
			continue;
		if (expected[route->extension].budget_us < route->budget_us)
			expected[route->extension].budget_us = route->budget_us;
		expected[route->extension].retries |= route->on_failure == MANIFEST_FAILURE_RETRY;
	}
	for (uint32_t i = 0; i < system->manifest->activation_count; i++) {
		const struct manifest_activation *activation = &system->activations[i];

		if (activation->extension >= system->manifest->vm_count ||
		    activation->vcpu >= system->manifest->vcpu_count)
			continue;
		if (activation->budget_us != expected[activation->extension].budget_us ||
		    activation->flags !=
			((expected[activation->extension].retries ? MANIFEST_ACTIVATION_RETRIES
								  : 0) |
			 (is_eager(system, activation) ? MANIFEST_ACTIVATION_EAGER : 0)) ||
		    !has_badge(system, system->vcpus[activation->vcpu].vm, activation))
			finding_add(
			    system->findings, VERIFY_ACTIVATION,
			    "activation %u: budget %u us, badge %u and flags %u aren't those of "
			    "its routes",
			    i, activation->budget_us, activation->badge, activation->flags);
	}
	free(expected);
}

static void check_clients(struct system *system, uint32_t vm)
{
	struct manifest_slice clients = system->vms[vm].clients;

	for (uint32_t i = 0; i < clients.count; i++) {
		const uint32_t *client = &system->client_refs[clients.first + i];

		if (*client >= system->manifest->vm_count || *client == vm ||
		    (i && client[-1] >= *client))
			finding_add(system->findings, VERIFY_CLIENT,
				    "VM %s: client %u is out of range or out of order",
				    system->names[vm], *client);
	}
}

void check_routes(struct system *system)
{
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		check_clients(system, vm);
		for (unsigned class = 0; class < MANIFEST_CLASS_COUNT; class ++)
			check_class(system, vm, class);
		check_extension_calls(system, vm);
	}
	check_stacks(system);
	check_unasked(system);
}
