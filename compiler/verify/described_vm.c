/* SPDX-License-Identifier: BSD-3-Clause */
/* Each VM against its node of the description: schedule, life, rights, secure world, sections, injections. */
#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "checks.h"
#include "description.h"
#include "tree.h"

/* docs/system-description.md: the defaults. */
#define DEFAULT_PRIORITY   32
#define DEFAULT_RESTARTS   3
#define DEFAULT_WINDOW_MS  10000
#define DEFAULT_STACK_SIZE 4096
#define US_PER_MS	   1000ull
#define GUEST_GICD	   0x08000000ull
#define GUEST_GICR	   0x080a0000ull
#define GUEST_LOADER \
	0x10000000ull /* address of the stub, whose information lies in the next page */

/* OP-TEE's optee_smc.h: OPTEE_SMC_VM_CREATED and VM_DESTROYED, a1 = id. */
#define OPTEE_VM_CREATED   0xb200000du
#define OPTEE_VM_DESTROYED 0xb200000eu
#define CALL_CELLS	   8u

static const char *const kinds[] = {"guest", "extension", "service", NULL};
static const char *const asils[] = {"QM", "A", "B", "C", "D", NULL};
static const char *const policies[] = {"stop", "restart", NULL};

/* Reports two numbers that should be equal. */
static void equal(struct system *system, uint32_t vm, const char *what, uint64_t found,
		  uint64_t described)
{
	if (found != described)
		finding_add(system->findings, VERIFY_DESCRIBED_VM,
			    "VM %s: %s is 0x%" PRIx64 ", described 0x%" PRIx64, system->names[vm],
			    what, found, described);
}

/* Does the stub load what runs in the VM? A Skiff image has a boot page instead. */
static bool is_loaded(const struct system *system, uint32_t vm)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++)
		if (system->regions[i].vm == vm && system->regions[i].kind == DECLARED_BOOTINFO)
			return false;
	return true;
}

static void check_life(struct system *system, uint32_t id)
{
	const struct manifest_vm *vm = &system->vms[id];
	const void *tree = system->described.system;
	int node = system->described.nodes[id],
	    restart = description_group(system, node, "restart");
	bool loaded = is_loaded(system, id);
	uint32_t flags =
	    (tree_has(tree, node, "no-autostart") ? 0 : MANIFEST_VM_AUTOSTART) |
	    (tree_lists(tree, node, "privileges", "control") ? MANIFEST_VM_CONTROL : 0) |
	    (tree_lists(tree, node, "privileges", "watchdog") ? MANIFEST_VM_WATCHDOG : 0) |
	    (tree_has(tree, node, "keepalive") ? MANIFEST_VM_KEEPALIVE : 0) |
	    (loaded ? MANIFEST_VM_LOADER : 0);

	equal(system, id, "its kind", vm->kind, tree_choice(tree, node, "kind", kinds, 0));
	equal(system, id, "its ASIL", vm->asil, tree_choice(tree, node, "asil", asils, 0));
	equal(system, id, "its flags", vm->flags & ~MANIFEST_VM_VMID_SHARED, flags);
	equal(system, id, "its policy after a fault", vm->on_fault,
	      tree_choice(tree, restart, "on-fault", policies, MANIFEST_POLICY_STOP));
	equal(system, id, "its policy after a reset", vm->on_reset,
	      tree_choice(tree, restart, "on-reset", policies, MANIFEST_POLICY_RESTART));
	equal(system, id, "its number of restarts", vm->max_restarts,
	      tree_number(tree, restart, "max", DEFAULT_RESTARTS));
	equal(system, id, "the window of its restarts", vm->restart_window_us,
	      tree_number(tree, restart, "window-ms", DEFAULT_WINDOW_MS) * US_PER_MS);
	equal(system, id, "its watchdog", vm->watchdog_us,
	      tree_number(tree, node, "watchdog-us", 0));
	equal(system, id, "its accepted risks", system->declared_vms[id].accept,
	      (tree_lists(tree, node, "accept", "dma") ? DECLARED_ACCEPT_DMA : 0) |
		  (tree_lists(tree, node, "accept", "asil") ? DECLARED_ACCEPT_ASIL : 0));
	equal(system, id, "its deadline", system->declared_vms[id].deadline_us,
	      tree_number(tree, node, "deadline-us", 0));
	if (loaded) {
		equal(system, id, "its entry", vm->entry, GUEST_LOADER);
		equal(system, id, "its first argument", vm->entry_argument,
		      GUEST_LOADER + PAGE_SIZE);
	} else {
		equal(system, id, "its first argument", vm->entry_argument, 0);
	}
}

static void check_time(struct system *system, uint32_t id)
{
	const struct manifest_vm *vm = &system->vms[id];
	const void *tree = system->described.system;
	int node = system->described.nodes[id];
	struct tree_cells cpus = tree_cells(tree, node, "cpus");
	bool scheduled = vm->kind != MANIFEST_VM_EXTENSION;
	bool v3 = system->manifest->board.gic_version == 3;
	unsigned cluster = v3 ? 16 : 8;

	equal(system, id, "its number of vCPUs", vm->vcpus.count,
	      scheduled ? tree_number(tree, node, "vcpus", 1) : 0);
	equal(system, id, "its distributor", vm->gicd_ipa, scheduled ? GUEST_GICD : 0);
	equal(system, id, "its redistributors", vm->gicr_ipa, scheduled && v3 ? GUEST_GICR : 0);
	for (uint32_t i = 0; i < vm->vcpus.count; i++) {
		const struct manifest_vcpu *vcpu = &system->vcpus[vm->vcpus.first + i];

		equal(system, id, "a vCPU's CPU", vcpu->cpu,
		      cpus.count		    ? tree_cell(cpus, i)
		      : system->manifest->cpu_count ? i % system->manifest->cpu_count
						    : 0);
		equal(system, id, "a vCPU's priority", vcpu->priority,
		      tree_number(tree, node, "priority", DEFAULT_PRIORITY));
		equal(system, id, "a vCPU's budget", vcpu->budget_us,
		      tree_number(tree, node, "budget-us", 0));
		equal(system, id, "a vCPU's period", vcpu->period_us,
		      tree_number(tree, node, "period-us", 0));
		equal(system, id, "a vCPU's flags", vcpu->flags, 0);
		/* DDI 0487, D19.2, MPIDR_EL1: bit 31 RES1. Aff0 addresses 16 targets of an SGI
		 * (IHI 0069, ICC_SGI1R_EL1), 8 on GICv2. */
		equal(system, id, "a vCPU's VMPIDR_EL2", vcpu->vmpidr_el2,
		      0x80000000ull | (i / cluster) << 8 | i % cluster);
	}
}

/* Checks the calls at start or stop: those described, or those of a partition in OP-TEE. */
static void check_fixed_calls(struct system *system, uint32_t id, const char *property,
			      struct manifest_slice calls, uint32_t notice)
{
	const void *tree = system->described.system;
	int node = system->described.nodes[id];
	struct tree_cells cells = tree_cells(tree, node, property);
	bool partition = !cells.count && tree_has(tree, node, "secure-partition");

	equal(system, id, property, calls.count, partition ? 1 : cells.count / CALL_CELLS);
	for (uint32_t i = 0; i < calls.count; i++) {
		const uint64_t *args = system->secure_calls[calls.first + i].args;

		for (uint32_t n = 0; n < CALL_CELLS; n++) {
			uint64_t described = tree_cell(cells, i * CALL_CELLS + n);

			if (partition)
				described = n == 0   ? notice
					    : n == 1 ? tree_number(tree, node, "secure-id", 0)
						     : 0;
			equal(system, id, property, args[n], described);
		}
	}
}

static int by_value(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void check_secure_world(struct system *system, uint32_t id)
{
	const struct manifest_vm *vm = &system->vms[id];
	const void *tree = system->described.system;
	int node = system->described.nodes[id];
	struct tree_cells cells = tree_cells(tree, node, "secure-calls");
	uint32_t *filter = zalloc(cells.count, sizeof(*filter));

	equal(system, id, "its id in the secure world", vm->secure_id,
	      tree_number(tree, node, "secure-id", 0));
	check_fixed_calls(system, id, "secure-start", vm->secure_start, OPTEE_VM_CREATED);
	check_fixed_calls(system, id, "secure-stop", vm->secure_stop, OPTEE_VM_DESTROYED);
	for (uint32_t i = 0; i < cells.count; i++)
		filter[i] = tree_cell(cells, i);
	qsort(filter, cells.count, sizeof(*filter), by_value);
	equal(system, id, "its number of secure calls", vm->secure_filter.count, cells.count);
	for (uint32_t i = 0; i < vm->secure_filter.count && i < cells.count; i++)
		equal(system, id, "a secure call of its filter",
		      system->filters[vm->secure_filter.first + i], filter[i]);
	free(filter);
}

static void check_sections(struct system *system, uint32_t id)
{
	struct manifest_slice own = system->vms[id].exclusives;
	const void *tree = system->described.system;
	int group = description_group(system, system->described.nodes[id], "exclusive"), node;
	uint32_t count = 0;

	if (group >= 0)
		fdt_for_each_subnode(node, tree, group)
		{
			const struct manifest_exclusive *section =
			    &system->exclusives[own.first + count];

			if (count++ >= own.count)
				continue;
			equal(system, id, "a section's ceiling", section->priority,
			      tree_number(tree, node, "priority", 0));
			equal(system, id, "a section's length", section->length_us,
			      tree_number(tree, node, "length-us", 0));
		}
	equal(system, id, "its number of exclusive sections", own.count, count);
}

/* Checks the injections for one client, which come in the order of their nodes. */
static uint32_t check_injects_into(struct system *system, uint32_t id, int group, uint32_t client,
				   uint32_t at)
{
	struct manifest_slice own = system->vms[id].inject;
	const void *tree = system->described.system;
	int node;

	fdt_for_each_subnode(node, tree, group)
	{
		const struct manifest_virq *virq = &system->virqs[own.first + at];

		if (description_client(system, id, node) != client || at++ >= own.count)
			continue;
		equal(system, id, "an injection's client", virq->vm, client);
		equal(system, id, "an injection's interrupt", virq->virq,
		      tree_number(tree, node, "interrupt", 0));
		equal(system, id, "an injection's vCPU", virq->vcpu,
		      system->vms[client].vcpus.first);
		equal(system, id, "an injection's interval", virq->min_interval_us, 0);
	}
	return at;
}

static void check_injects(struct system *system, uint32_t id)
{
	struct manifest_slice clients = system->vms[id].clients;
	int group = description_group(system, system->described.nodes[id], "inject");
	uint32_t at = 0;

	for (uint32_t i = 0; group >= 0 && i < clients.count; i++)
		if (system->client_refs[clients.first + i] < system->manifest->vm_count)
			at = check_injects_into(system, id, group,
						system->client_refs[clients.first + i], at);
	equal(system, id, "its number of injections", system->vms[id].inject.count, at);
}

/* The VM's own memory at an address, not a window of another VM's memory; NULL: there is none. */
static const struct declared_region *own_memory(const struct system *system, uint32_t id,
						uint64_t ipa)
{
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];

		if (region->vm == id && region->kind == DECLARED_PRIVATE &&
		    ipa - region->ipa < region->size)
			return region;
	}
	return NULL;
}

/* Activations' stacks must be memory of the extension alone, of the described size. */
static void check_stacks(struct system *system, uint32_t id)
{
	const struct manifest_slice own = system->vms[id].activations;
	uint64_t size = tree_number(system->described.system, system->described.nodes[id],
				    "stack-size", DEFAULT_STACK_SIZE);

	for (uint32_t i = 0; i < own.count; i++) {
		uint64_t top = system->activations[own.first + i].stack_top;
		const struct declared_region *stack = own_memory(system, id, top - 1);

		equal(system, id, "the size of an activation's stack", stack ? stack->size : 0,
		      size);
		equal(system, id, "the top of an activation's stack", top,
		      stack ? stack->ipa + stack->size : 0);
	}
}

/* Checks the VMs that hear of other VMs' starts and ends, in their order. */
static void check_events(struct system *system)
{
	struct manifest_slice events = system->manifest->events;
	const void *tree = system->described.system;
	uint32_t count = 0;

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		uint32_t intid = tree_number(tree, system->described.nodes[vm], "events", 0);
		const struct manifest_virq *virq = &system->virqs[events.first + count];

		if (!intid || count++ >= events.count)
			continue;
		equal(system, vm, "the VM that its events go to", virq->vm, vm);
		equal(system, vm, "the interrupt of events", virq->virq, intid);
		equal(system, vm, "the vCPU of events", virq->vcpu, system->vms[vm].vcpus.first);
		equal(system, vm, "the interval of events", virq->min_interval_us, 0);
	}
	if (count != events.count)
		finding_add(system->findings, VERIFY_DESCRIBED_VM,
			    "events go to %u VMs, described %u", events.count, count);
}

void check_described_vms(struct system *system)
{
	check_events(system);
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		check_life(system, vm);
		check_time(system, vm);
		check_secure_world(system, vm);
		check_sections(system, vm);
		check_injects(system, vm);
		check_stacks(system, vm);
	}
}
