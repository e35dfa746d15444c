/* SPDX-License-Identifier: BSD-3-Clause */
/* The graph of calls: it has no cycle, so no request can wait for itself; and its depth. */
#include "calls.h"
#include <inttypes.h>
#include <stdlib.h>
#include "checks.h"

static const struct manifest_route *calls_of(const struct system *system, uint32_t vm,
					     uint32_t *count)
{
	*count = system->vms[vm].calls.count;
	return system->routes + system->vms[vm].calls.first;
}

/*
 * Time of the calls that end and make a VM's partition in the secure world, without a pause. Each counts as the longest call
 * that the description declares; without a declaration the time is unbounded.
 */
static uint64_t partition_us(const struct system *system, uint32_t vm)
{
	uint64_t calls =
	    (uint64_t)system->vms[vm].secure_start.count + system->vms[vm].secure_stop.count;
	uint32_t longest = system->declared->secure_us_max;

	return calls * (longest ? longest : UINT32_MAX);
}

void call_graph_make(struct call_graph *graph, const struct system *system)
{
	uint32_t vm_count = system->manifest->vm_count, count;
	uint32_t *callers = zalloc(vm_count, sizeof(*callers));

	graph->order = zalloc(vm_count, sizeof(*graph->order));
	graph->depth = zalloc(vm_count, sizeof(*graph->depth));
	graph->secure_us = zalloc(vm_count, sizeof(*graph->secure_us));
	graph->count = 0;
	for (uint32_t vm = 0; vm < vm_count; vm++) {
		const struct manifest_route *call = calls_of(system, vm, &count);

		for (uint32_t i = 0; i < count; i++)
			if (call[i].extension < vm_count)
				callers[call[i].extension]++;
	}
	for (uint32_t vm = 0; vm < vm_count; vm++)
		if (!callers[vm])
			graph->order[graph->count++] = vm;
	for (uint32_t done = 0; done < graph->count; done++) {
		const struct manifest_route *call = calls_of(system, graph->order[done], &count);

		for (uint32_t i = 0; i < count; i++)
			if (call[i].extension < vm_count && !--callers[call[i].extension])
				graph->order[graph->count++] = call[i].extension;
	}
	for (uint32_t i = graph->count; i-- > 0;) {
		uint32_t vm = graph->order[i];
		const struct manifest_route *call = calls_of(system, vm, &count);

		graph->depth[vm] = 1;
		graph->secure_us[vm] = partition_us(system, vm);
		for (uint32_t c = 0; c < count; c++) {
			uint32_t to = call[c].extension;

			if (to >= vm_count)
				continue;
			if (graph->depth[vm] < graph->depth[to] + 1)
				graph->depth[vm] = graph->depth[to] + 1;
			if (graph->secure_us[vm] < graph->secure_us[to])
				graph->secure_us[vm] = graph->secure_us[to];
			if (graph->secure_us[vm] < call[c].secure_us)
				graph->secure_us[vm] = call[c].secure_us;
		}
	}
	free(callers);
}

void call_graph_free(struct call_graph *graph)
{
	free(graph->order);
	free(graph->depth);
	free(graph->secure_us);
}

uint32_t call_graph_deepest(const struct call_graph *graph, const struct system *system,
			    uint32_t vm)
{
	uint32_t deepest = 0;

	for (unsigned class = 0; class < MANIFEST_CLASS_COUNT; class ++) {
		struct manifest_slice slice = system->vms[vm].routes[class];

		for (uint32_t i = 0; i < slice.count; i++) {
			uint32_t to = system->routes[slice.first + i].extension;

			if (to < system->manifest->vm_count && graph->depth[to] > deepest)
				deepest = graph->depth[to];
		}
	}
	return deepest;
}

uint64_t call_graph_secure(const struct call_graph *graph, const struct system *system, uint32_t vm)
{
	uint64_t longest = partition_us(system, vm);

	for (unsigned class = 0; class < MANIFEST_CLASS_COUNT; class ++) {
		struct manifest_slice slice = system->vms[vm].routes[class];

		for (uint32_t i = 0; i < slice.count; i++) {
			const struct manifest_route *route = &system->routes[slice.first + i];

			if (route->secure_us > longest)
				longest = route->secure_us;
			if (route->extension < system->manifest->vm_count &&
			    graph->secure_us[route->extension] > longest)
				longest = graph->secure_us[route->extension];
		}
	}
	return longest;
}

/* A caller of `vm` that the order misses, or BULKHEAD_NONE. */
static uint32_t cyclic_caller(const struct system *system, const uint8_t *ordered, uint32_t vm)
{
	uint32_t count;

	for (uint32_t caller = 0; caller < system->manifest->vm_count; caller++) {
		const struct manifest_route *call = calls_of(system, caller, &count);

		for (uint32_t i = 0; !ordered[caller] && i < count; i++)
			if (call[i].extension == vm)
				return caller;
	}
	return BULKHEAD_NONE;
}

/*
 * Each VM that the order misses has a caller that the order misses, too, so going from caller to caller ends in a cycle. Names
 * the cycle's VMs, callees before callers.
 */
static void report_cycle(struct system *system, const struct call_graph *graph)
{
	uint32_t vm_count = system->manifest->vm_count, vm = 0, start;
	uint8_t *ordered = zalloc(vm_count, 1), *seen = zalloc(vm_count, 1);
	char text[256];
	int length = 0;

	for (uint32_t i = 0; i < graph->count; i++)
		ordered[graph->order[i]] = 1;
	while (ordered[vm])
		vm++;
	for (uint32_t up = vm; up != BULKHEAD_NONE && !seen[vm];) {
		seen[vm] = 1;
		up = cyclic_caller(system, ordered, vm);
		vm = up != BULKHEAD_NONE ? up : vm;
	}
	start = vm;
	do {
		length += sprintf(text + length, "%s%s", length ? " < " : "", system->names[vm]);
		vm = cyclic_caller(system, ordered, vm);
	} while (vm != start && vm != BULKHEAD_NONE && length < (int)sizeof(text) - 64);
	finding_add(system->findings, VERIFY_CALL_CYCLE, "%s", text);
	free(ordered);
	free(seen);
}

void check_calls(struct system *system)
{
	struct call_graph graph;

	call_graph_make(&graph, system);
	if (graph.count < system->manifest->vm_count)
		report_cycle(system, &graph);
	else
		for (uint32_t i = 0; i < system->manifest->vcpu_count; i++) {
			uint32_t vm = system->vcpus[i].vm, deepest;

			if (vm >= system->manifest->vm_count)
				continue;
			deepest = call_graph_deepest(&graph, system, vm);
			if (system->vcpus[i].deepest != deepest)
				finding_add(system->findings, VERIFY_CALL_DEPTH,
					    "VM %s: requests nest %u deep, the manifest says "
					    "%" PRIu64,
					    system->names[vm], deepest, system->vcpus[i].deepest);
		}
	call_graph_free(&graph);
}
