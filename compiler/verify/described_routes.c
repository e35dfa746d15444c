/* SPDX-License-Identifier: BSD-3-Clause */
/* Each VM's routes, calls and doorbells against the description. */
#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "checks.h"
#include "described_pci.h"
#include "description.h"
#include "lookup.h"
#include "tree.h"

#define DEFAULT_RESULTS 4
#define NOT_SUPPORTED	UINT64_MAX /* SMCCC (DEN0028, 7.1) */

/* In the order of enum manifest_class. */
static const char *const classes[] = {"smc", "hvc", "mmio", "sysreg", "unhandled", "call", NULL};
#define CLASS_CALL MANIFEST_CLASS_COUNT
/* In the order of enum manifest_failure. */
static const char *const failures[] = {"error", "ignore", "retry", NULL};

static void differs(struct system *system, uint32_t vm, const char *route, const char *what,
		    uint64_t found, uint64_t described)
{
	if (found != described)
		finding_add(system->findings, VERIFY_DESCRIBED_ROUTE,
			    "VM %s, %s: %s is 0x%" PRIx64 ", described 0x%" PRIx64,
			    system->names[vm], route, what, found, described);
}

/* Place of a VM among the clients of an extension; 0xffffffff: it is no client. */
static uint32_t place_of(const struct system *system, uint32_t extension, uint32_t client)
{
	struct manifest_slice clients = system->vms[extension].clients;

	for (uint32_t i = 0; i < clients.count; i++)
		if (system->client_refs[clients.first + i] == client)
			return i;
	return BULKHEAD_NONE;
}

/* Checks the properties that a route and a call have in common. client: the VM for which the extension works. */
static void check_common(struct system *system, uint32_t vm, int node, uint32_t client,
			 const struct manifest_route *route)
{
	const void *tree = system->described.system;
	const char *name = tree_name(tree, node);
	uint32_t to = description_target(system, vm, tree_text(tree, node, "extension"));
	bool device = tree_choice(tree, node, "class", classes, 0) == MANIFEST_CLASS_MMIO;

	differs(system, vm, name, "its extension", route->extension, to);
	differs(system, vm, name, "its number of results", route->results,
		tree_number(tree, node, "results", DEFAULT_RESULTS));
	differs(system, vm, name, "its budget", route->budget_us,
		tree_number(tree, node, "budget-us", 0));
	differs(system, vm, name, "its longest secure call", route->secure_us,
		tree_number(tree, node, "secure-us", 0));
	differs(system, vm, name, "its error", route->error,
		tree_number(tree, node, "error", device ? 0 : NOT_SUPPORTED));
	differs(system, vm, name, "what a failure does", route->on_failure,
		tree_choice(tree, node, "on-failure", failures,
			    device ? MANIFEST_FAILURE_RETRY : MANIFEST_FAILURE_ERROR));
	if (to != BULKHEAD_NONE)
		differs(system, vm, name, "its badge", route->badge,
			tree_number(tree, node, "badge", place_of(system, to, client)));
}

/* First and last number of a described range; of a route with `function`, the page of configuration space. */
static void read_range(const struct system *system, int node, uint64_t *first, uint64_t *last)
{
	const void *tree = system->described.system;
	struct tree_cells cells = tree_cells(tree, node, "range");

	*first = 0;
	*last = UINT64_MAX;
	if (cells.count == 2) {
		*first = tree_cell(cells, 0);
		*last = tree_cell(cells, 1);
	} else if (cells.count == 4) {
		*first = (uint64_t)tree_cell(cells, 0) << 32 | tree_cell(cells, 1);
		*last = (uint64_t)tree_cell(cells, 2) << 32 | tree_cell(cells, 3);
	}
	if (tree_has(tree, node, "function")) {
		*first = pci_route(system, node);
		*last = *first + PAGE_MASK;
	}
}

/* The route of a class that begins at `first`, or NULL. */
static const struct manifest_route *route_from(const struct system *system,
					       struct manifest_slice slice, uint64_t first)
{
	for (uint32_t i = 0; i < slice.count; i++)
		if (system->routes[slice.first + i].first == first)
			return &system->routes[slice.first + i];
	return NULL;
}

static void check_route(struct system *system, uint32_t vm, int node, uint32_t class)
{
	const void *tree = system->described.system;
	const char *name = tree_name(tree, node);
	const struct manifest_route *route;
	uint64_t first, last;

	read_range(system, node, &first, &last);
	route = route_from(system, system->vms[vm].routes[class], first);
	if (!route) {
		differs(system, vm, name, "the number of routes from its first value", 0, 1);
		return;
	}
	differs(system, vm, name, "its last value", route->last, last);
	check_common(system, vm, node, vm, route);
}

static void check_call(struct system *system, uint32_t vm, int node, uint32_t number)
{
	struct manifest_slice calls = system->vms[vm].calls, clients = system->vms[vm].clients;
	const char *name = tree_name(system->described.system, node);

	for (uint32_t i = 0; i < clients.count; i++) {
		uint64_t at = (uint64_t)number * clients.count + i;

		if (at >= calls.count)
			differs(system, vm, name, "its number of clients", i, clients.count);
		else
			check_common(system, vm, node, system->client_refs[clients.first + i],
				     &system->routes[calls.first + at]);
	}
}

/* @return the longest secure call that a route of the VM describes */
static uint64_t check_routes_of(struct system *system, uint32_t vm)
{
	const void *tree = system->described.system;
	int group = description_group(system, system->described.nodes[vm], "routes"), node;
	uint32_t counts[CLASS_CALL + 2] = {0};
	const struct manifest_vm *entry = &system->vms[vm];
	uint64_t longest = 0;

	if (group >= 0)
		fdt_for_each_subnode(node, tree, group)
		{
			uint32_t class = tree_choice(tree, node, "class", classes, CLASS_CALL + 1);
			uint64_t secure_us = tree_number(tree, node, "secure-us", 0);

			if (secure_us > longest)
				longest = secure_us;

			if (class < CLASS_CALL)
				check_route(system, vm, node, class);
			else if (class == CLASS_CALL)
				check_call(system, vm, node, counts[class]);
			counts[class]++;
		}
	for (uint32_t class = 0; class < CLASS_CALL; class ++)
		differs(system, vm, classes[class], "the number of routes",
			entry->routes[class].count, counts[class]);
	differs(system, vm, "call", "the number of routes", entry->calls.count,
		(uint64_t)counts[CLASS_CALL] * entry->clients.count);
	return longest;
}

/* Checks the doorbell that VM `vm` rings in a channel, the `at`-th channel of the VM. */
static void check_doorbell(struct system *system, int node, uint32_t vm, uint32_t peer, uint32_t at)
{
	struct manifest_slice own = system->vms[vm].channels;
	const void *tree = system->described.system;
	const char *name = tree_name(tree, node);
	bool rings = tree_has(tree, node, "doorbells");
	const struct manifest_virq *virq;
	bool notifies;

	if (at >= own.count) {
		differs(system, vm, name, "its index among the VM's channels", at, own.count);
		return;
	}
	virq = &system->virqs[own.first + at];
	differs(system, vm, name, "whom its doorbell calls", virq->vm,
		rings ? peer : BULKHEAD_NONE);
	notifies = system->vms[peer].kind == MANIFEST_VM_EXTENSION;
	differs(system, vm, name, "the vCPU or activation that its doorbell calls", virq->vcpu,
		!rings	   ? 0
		: notifies ? system->vms[peer].activations.first
			   : system->vms[peer].vcpus.first);
	differs(system, vm, name, "its interval", virq->min_interval_us,
		tree_number(tree, node, "min-interval-us", 0));
	if (!rings || notifies)
		differs(system, vm, name, "its interrupt", virq->virq, 0);
}

static void check_doorbells(struct system *system)
{
	const void *tree = system->described.system;
	int group = description_group(system, 0, "channels"), node;
	uint32_t *counts = zalloc(system->manifest->vm_count, sizeof(*counts));

	if (group >= 0)
		fdt_for_each_subnode(node, tree, group)
		{
			uint32_t ends[2];

			for (int i = 0; i < 2; i++)
				ends[i] =
				    description_vm(system, tree_item(tree, node, "between", i));
			for (int i = 0; i < 2; i++)
				if (ends[0] != BULKHEAD_NONE && ends[1] != BULKHEAD_NONE)
					check_doorbell(system, node, ends[i], ends[!i],
						       counts[ends[i]]++);
		}
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++)
		differs(system, vm, "channels", "their number", system->vms[vm].channels.count,
			counts[vm]);
	free(counts);
}

void check_described_routes(struct system *system)
{
	uint64_t longest = 0;

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		uint64_t of_vm = check_routes_of(system, vm);

		longest = of_vm > longest ? of_vm : longest;
	}
	if (system->declared->secure_us_max != longest)
		finding_add(system->findings, VERIFY_DESCRIBED_ROUTE,
			    "the longest secure call is 0x%" PRIx32 " us, described 0x%" PRIx64,
			    system->declared->secure_us_max, longest);
	check_doorbells(system);
}
