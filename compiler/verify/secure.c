/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls to the secure world, and exclusive sections. */
#include <inttypes.h>
#include <stdlib.h>
#include <bulkhead/secure_world.h>
#include "checks.h"

#define PRIORITY_MAX   63u	     /* manifest.h: manifest_vcpu.priority */
#define WORK_MAX       1000000000ull /* comparisons: limits the time for a damaged image */
#define EXCLUSIVES_MAX 4u	     /* that an extension of the core can have */

static int by_id(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static bool filter_has(const struct system *system, struct manifest_slice filter, uint32_t function)
{
	return bsearch(&function, system->filters + filter.first, filter.count, sizeof(function),
		       by_id);
}

/*
 * Only the core may call functions that make or end a partition: an extension could name another VM's id.
 */
static void partition_functions(const struct system *system, struct set *functions)
{
	struct manifest_slice boot = system->manifest->secure_boot;

	for (uint32_t i = 0; i < boot.count; i++)
		set_add(functions, (uint32_t)system->secure_calls[boot.first + i].args[0]);
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		const struct manifest_slice slices[] = {system->vms[vm].secure_start,
							system->vms[vm].secure_stop};

		for (unsigned s = 0; s < 2; s++)
			for (uint32_t i = 0; i < slices[s].count; i++)
				set_add(
				    functions,
				    (uint32_t)system->secure_calls[slices[s].first + i].args[0]);
	}
}

/* Is `pa` memory of VM `vm`, or of an extension that answers for it? Returns the end of the
 * declared region, 0 if not. */
static uint64_t belongs(const struct system *system, uint32_t vm, uint64_t pa)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];
		struct manifest_slice clients = system->vms[region->vm].clients;

		if (region->kind != DECLARED_PRIVATE || pa - region->pa >= region->size)
			continue;
		if (region->vm == vm || bsearch(&vm, system->client_refs + clients.first,
						clients.count, sizeof(vm), by_id))
			return region->pa + region->size;
	}
	return 0;
}

/* Memory that the secure world may touch for a VM is the VM's own or its extensions'. */
static void check_allowed_memory(struct system *system, const struct manifest_secure_call *call)
{
	uint64_t position = call->args[2], end = position + call->args[3];
	uint32_t vm = 0;

	while (vm < system->manifest->vm_count &&
	       (!system->vms[vm].secure_id || system->vms[vm].secure_id != call->args[1]))
		vm++;
	while (vm < system->manifest->vm_count && position && position < end)
		position = belongs(system, vm, position);
	if (position < end || end <= call->args[2])
		finding_add(system->findings, VERIFY_SECURE,
			    "the secure world may touch 0x%" PRIx64 ", 0x%" PRIx64
			    " bytes, for id %" PRIu64 ", which doesn't own them",
			    call->args[2], call->args[3], call->args[1]);
}

/* Is the call exactly a range or the seal, with x7 = 0, the hypervisor's own id? */
static bool is_boot_call(const struct manifest_secure_call *call)
{
	bool allow = call->args[0] == SECURE_WORLD_MEM_ALLOW;

	for (unsigned i = allow ? 4 : 1; i < sizeof(call->args) / sizeof(*call->args); i++)
		if (call->args[i])
			return false;
	return allow || call->args[0] == SECURE_WORLD_MEM_SEAL;
}

/* Calls at boot: from the hypervisor itself (x7 = 0), and sealed where memory is listed. */
static void check_boot_calls(struct system *system)
{
	struct manifest_slice boot = system->manifest->secure_boot;
	bool open = false;

	if ((uint64_t)boot.count * system->declared->region_count > WORK_MAX) {
		finding_add(system->findings, VERIFY_SECURE, "%u calls at boot are too many",
			    boot.count);
		return;
	}
	for (uint32_t i = 0; i < boot.count; i++) {
		const struct manifest_secure_call *call = &system->secure_calls[boot.first + i];

		if (!is_boot_call(call) || !system->manifest->board.secure_world)
			finding_add(system->findings, VERIFY_SECURE,
				    "call 0x%" PRIx64 " at boot isn't the hypervisor's",
				    call->args[0]);
		if (call->args[0] == SECURE_WORLD_MEM_ALLOW)
			check_allowed_memory(system, call);
		open = call->args[0] == SECURE_WORLD_MEM_ALLOW ||
		       (open && call->args[0] != SECURE_WORLD_MEM_SEAL);
	}
	if (open)
		finding_add(system->findings, VERIFY_SECURE,
			    "the list of memory for the secure world isn't sealed");
}

static void check_partition_functions(struct system *system, uint32_t vm,
				      const struct set *functions)
{
	struct manifest_slice filter = system->vms[vm].secure_filter;

	for (size_t i = 0; i < functions->capacity; i++)
		if (functions->keys[i] != UINT64_MAX &&
		    filter_has(system, filter, (uint32_t)functions->keys[i]))
			finding_add(system->findings, VERIFY_SECURE,
				    "VM %s may issue 0x%08" PRIx64
				    ", which makes or ends a partition",
				    system->names[vm], functions->keys[i]);
}

/*
 * Calls that stop or start cores or the machine, or redirect exceptions, are allowed to no VM: standard secure
 * services (Arm DEN0028, 6: owner 4) from PSCI (DEN0022) to SDEI (DEN0054).
 */
static bool is_machine_call(uint32_t function)
{
	return (function & 0xbf000000) == 0x84000000 && (function & 0xffff) < 0x50;
}

static void check_filter(struct system *system, uint32_t id, const struct set *functions)
{
	const struct manifest_vm *vm = &system->vms[id];
	const uint32_t *filter = system->filters + vm->secure_filter.first;

	if (!vm->secure_filter.count)
		return;
	if (!vm_is_passive(vm) || !system->manifest->board.secure_world)
		finding_add(system->findings, VERIFY_SECURE,
			    "VM %s has a filter but is no extension, or there is no secure world",
			    system->names[id]);
	for (uint32_t i = 1; i < vm->secure_filter.count; i++)
		if (filter[i - 1] >= filter[i]) {
			finding_add(system->findings, VERIFY_SECURE,
				    "VM %s: its filter isn't sorted at 0x%08x", system->names[id],
				    filter[i]);
			return;
		}
	for (uint32_t i = 0; i < vm->secure_filter.count; i++)
		if (is_machine_call(filter[i]))
			finding_add(system->findings, VERIFY_SECURE,
				    "VM %s may issue 0x%08x, which controls the machine",
				    system->names[id], filter[i]);
	check_partition_functions(system, id, functions);
	/*
	 * An extension's calls carry the id of the client. The secure world would take calls without an id for the
	 * hypervisor's (OP-TEE: HYP_CLNT_ID 0).
	 */
	for (uint32_t i = 0; i < vm->clients.count; i++) {
		uint32_t client = system->client_refs[vm->clients.first + i];

		if (client < system->manifest->vm_count && !system->vms[client].secure_id)
			finding_add(system->findings, VERIFY_SECURE,
				    "VM %s calls the secure world for %s, which has no id there",
				    system->names[id], system->names[client]);
	}
}

static void check_partitions(struct system *system)
{
	struct set ids = {0};

	for (uint32_t i = 0; i < system->manifest->vm_count; i++) {
		const struct manifest_vm *vm = &system->vms[i];
		uint32_t calls = vm->secure_start.count + vm->secure_stop.count;

		if (vm->secure_id && !set_add(&ids, vm->secure_id))
			finding_add(system->findings, VERIFY_SECURE,
				    "VM %s: its id %u in the secure world is another VM's too",
				    system->names[i], vm->secure_id);
		/* An extension may carry its client's calls, so that the partition is made anew. */
		if (calls && (!system->manifest->board.secure_world ||
			      (!vm->secure_id && !vm_is_passive(vm))))
			finding_add(system->findings, VERIFY_SECURE,
				    "VM %s has calls at start or stop but no partition",
				    system->names[i]);
	}
	set_free(&ids);
}

/*
 * The least ceiling of a section of extension `vm`, if its clients run on several CPUs: a waiting CPU spins, so no
 * vCPU at all may preempt the holder. 0: they run on one CPU.
 */
static uint8_t highest_beside(const struct system *system, uint32_t vm)
{
	struct manifest_slice own = system->vms[vm].activations;
	uint32_t cpu_count = system->manifest->cpu_count, used = 0;
	uint8_t *cpus = zalloc(cpu_count, 1), highest = 0;

	for (uint32_t i = own.first; i - own.first < own.count; i++) {
		uint32_t vcpu = system->activations[i].vcpu;

		if (vcpu < system->manifest->vcpu_count && system->vcpus[vcpu].cpu < cpu_count &&
		    !cpus[system->vcpus[vcpu].cpu]) {
			cpus[system->vcpus[vcpu].cpu] = 1;
			used++;
		}
	}
	for (uint32_t i = 0; used > 1 && i < system->manifest->vcpu_count; i++)
		if (system->vcpus[i].cpu < cpu_count && cpus[system->vcpus[i].cpu] &&
		    system->vcpus[i].priority > highest)
			highest = system->vcpus[i].priority;
	free(cpus);
	return highest;
}

static void check_exclusives(struct system *system)
{
	uint32_t vm_count = system->manifest->vm_count;
	uint8_t *highest = zalloc(vm_count, 1);

	for (uint32_t i = 0; i < system->manifest->activation_count; i++) {
		const struct manifest_activation *a = &system->activations[i];

		if (a->extension < vm_count && a->vcpu < system->manifest->vcpu_count &&
		    system->vcpus[a->vcpu].priority > highest[a->extension])
			highest[a->extension] = system->vcpus[a->vcpu].priority;
	}
	for (uint32_t i = 0; i < system->manifest->vcpu_count; i++)
		if (system->vcpus[i].vm < vm_count &&
		    system->vcpus[i].priority > highest[system->vcpus[i].vm])
			highest[system->vcpus[i].vm] = system->vcpus[i].priority;
	for (uint32_t vm = 0; vm < vm_count; vm++) {
		struct manifest_slice slice = system->vms[vm].exclusives;

		if (slice.count &&
		    (!vm_is_passive(&system->vms[vm]) || slice.count > EXCLUSIVES_MAX))
			finding_add(system->findings, VERIFY_EXCLUSIVE,
				    "VM %s has %u sections and may not", system->names[vm],
				    slice.count);
		uint8_t beside = slice.count ? highest_beside(system, vm) : 0;

		for (uint32_t i = 0; i < slice.count; i++) {
			const struct manifest_exclusive *section =
			    &system->exclusives[slice.first + i];

			if (section->priority < beside)
				finding_add(system->findings, VERIFY_EXCLUSIVE,
					    "VM %s: section %u has ceiling %u, a vCPU of priority "
					    "%u on a CPU "
					    "of its clients keeps those on other CPUs waiting",
					    system->names[vm], i, section->priority, beside);

			if (section->priority > PRIORITY_MAX || section->priority < highest[vm] ||
			    !section->length_us)
				finding_add(system->findings, VERIFY_EXCLUSIVE,
					    "VM %s: section %u has ceiling %u and %u us; a vCPU of "
					    "priority %u enters",
					    system->names[vm], i, section->priority,
					    section->length_us, highest[vm]);
		}
	}
	free(highest);
}

void check_secure(struct system *system)
{
	struct set functions = {0};

	partition_functions(system, &functions);
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++)
		check_filter(system, vm, &functions);
	set_free(&functions);
	check_partitions(system);
	check_boot_calls(system);
	check_exclusives(system);
}
