/* SPDX-License-Identifier: BSD-3-Clause */
/* Errors that no single property shows: ownership, schedules, overlaps. */
#include <arm/psci.h>
#include <bulkhead/trace.h>
#include <inttypes.h>
#include <string.h>
#include "check.h"
#include "check_devices.h"
#include "diagnostics.h"
#include "pci.h"
#include "streams.h"
#include "image.h"

/* Properties that mean nothing for this kind of image. */
static void check_kind(const struct vm *vm)
{
	static const struct {
		const char *property, *of;
		bool skiff, elf, raw, linux;
	} table[] = {
	    {"memory-ipa", "a loaded guest", .skiff = true},
	    {"load-address", "a raw binary", .skiff = true, .elf = true, .linux = true},
	    {"entry", "a raw binary or ELF file", .skiff = true, .linux = true},
	    {"stack-size", "a Skiff image", .elf = true, .raw = true, .linux = true},
	    {"args", "an image without a node `linux'", .linux = true},
	    {"configuration", "a Skiff image", .elf = true, .raw = true, .linux = true},
	};

	for (size_t i = 0; vm->image && i < COUNT_OF(table); i++)
		if (node_has(vm->node, table[i].property) &&
		    (vm->linux_.present		      ? table[i].linux
		     : vm->image->kind == IMAGE_SKIFF ? table[i].skiff
		     : vm->image->kind == IMAGE_ELF   ? table[i].elf
						      : table[i].raw))
			diag_error(vm->path, table[i].property, "is for %s", table[i].of);
}

static void check_cpus(const struct system *system, const struct vm *vm)
{
	for (uint32_t i = 0; i < vm->cpus.count; i++)
		if (vm->cpus.items[i] >= system->board.cpu_count)
			diag_error(vm->path, "cpus", "there is no core %u, %s has %u",
				   vm->cpus.items[i], system->board.name, system->board.cpu_count);
	if (system->board.manifest.gic_version == 2 && vm->vcpus > 8)
		diag_error(vm->path, "vcpus", "%u are too many, a GICv2 has at most 8", vm->vcpus);
}

/* The secure world can halt every core by a panic, whether the VM calls it or not. */
#define ACCEPT_SECURE_WORLD "secure-world"

static void check_integrity(const struct system *system, const struct vm *vm)
{
	if (!system->board.secure_world || !vm->asil || vm->kind == MANIFEST_VM_EXTENSION)
		return;
	for (size_t i = 0; i < vm->accept.count; i++)
		if (!strcmp(vm->accept.items[i], ACCEPT_SECURE_WORLD))
			return;
	diag_error(vm->path, "asil",
		   "it depends on the secure world of %s, which has no ASIL; `accept = "
		   "\"" ACCEPT_SECURE_WORLD "\"' is expected, if that is argued elsewhere",
		   system->board.name);
}

/* The machine is switched off when the last VM that keeps it on has ended. */
static void check_lifetime(const struct system *system, const struct vm *vm)
{
	uint32_t highest = 0;

	if (!vm->keepalive || system->idle_at_end || system->board.idle_at_end)
		return;
	for (size_t i = 0; i < system->vms.count; i++) {
		const struct vm *other = &system->vms.items[i];

		if (!other->keepalive && !vm_is_extension(other) && other->asil > highest)
			highest = other->asil;
	}
	if (vm->asil > highest)
		diag_error(
		    vm->path, "keepalive",
		    "VMs of a lower ASIL decide when the machine is switched off, and this VM with "
		    "it: no `keepalive' here, or the system's `idle-at-end' is expected");
}

/* The events that the trace records: the bits of `trace-events`, or all. */
static void check_trace(struct system *system)
{
	static const struct {
		const char *name;
		uint64_t events;
	} kinds[] = {
	    {"switch", 1u << BULKHEAD_TRACE_SWITCH},   {"forward", 1u << BULKHEAD_TRACE_FORWARD},
	    {"reply", 1u << BULKHEAD_TRACE_REPLY},     {"irq", 1u << BULKHEAD_TRACE_IRQ},
	    {"vm", 1u << BULKHEAD_TRACE_VM},	       {"fault", 1u << BULKHEAD_TRACE_FAULT},
	    {"overrun", 1u << BULKHEAD_TRACE_OVERRUN}, {"dma", 1u << BULKHEAD_TRACE_DMA},
	};

	for (size_t i = 0; i < system->trace_names.count; i++) {
		const char *name = system->trace_names.items[i];
		size_t k = 0;

		while (k < COUNT_OF(kinds) && strcmp(kinds[k].name, name))
			k++;
		if (k < COUNT_OF(kinds))
			system->trace_events |= kinds[k].events;
		else
			diag_error(
			    "/", "trace-events",
			    "\"%s\" is unknown, \"switch\", \"forward\", \"reply\", \"irq\", "
			    "\"vm\", \"fault\", \"overrun\" or \"dma\" is expected%s",
			    name, diag_hint(name, &kinds[0].name, COUNT_OF(kinds), sizeof(*kinds)));
	}
	if (system->trace_names.count && !system->trace_entries)
		diag_error("/", "trace-events", "it needs `trace-entries'");
	if (!system->trace_names.count && system->trace_entries)
		system->trace_events = (1ull << BULKHEAD_TRACE_EVENT_COUNT) - 2;
}

static void check_words(struct vm *vm)
{
	static const char *const accepts[] = {"dma", "asil", ACCEPT_SECURE_WORLD};

	for (size_t i = 0; i < vm->privileges.count; i++) {
		bool control = !strcmp(vm->privileges.items[i], "control");

		if (!control && strcmp(vm->privileges.items[i], "watchdog"))
			diag_error(vm->path, "privileges",
				   "\"%s\" is unknown, \"control\" or \"watchdog\" is expected",
				   vm->privileges.items[i]);
		else if (control != !vm_is_extension(vm))
			diag_error(vm->path, "privileges", "\"%s\" is for %s",
				   vm->privileges.items[i],
				   control ? "guests and services" : "extensions");
		else
			*(control ? &vm->control : &vm->watchdog) = true;
	}
	if (vm->events && !vm->control)
		diag_error(vm->path, "events", "it needs `privileges = \"control\"'");
	for (size_t i = 0; i < vm->accept.count; i++)
		if (strcmp(vm->accept.items[i], "dma") && strcmp(vm->accept.items[i], "asil") &&
		    strcmp(vm->accept.items[i], ACCEPT_SECURE_WORLD))
			diag_error(vm->path, "accept",
				   "\"%s\" is unknown, \"dma\", \"asil\" or \"secure-world\" is "
				   "expected%s",
				   vm->accept.items[i],
				   diag_hint(vm->accept.items[i], accepts, COUNT_OF(accepts),
					     sizeof(*accepts)));
}

/* An accepted risk must exist: `accept` without one would silently accept a risk that is added later. */
static void check_accepted(const struct vm *vm)
{
	bool master = vm->owned.count != vm->devices.count; /* reported already */

	for (size_t i = 0; i < vm->owned.count; i++)
		master |= vm->owned.items[i].dma;
	for (size_t i = 0; !master && i < vm->accept.count; i++)
		if (!strcmp(vm->accept.items[i], "dma"))
			diag_error(
			    vm->path, "accept",
			    "\"dma\" has no effect: no device of the VM is a bus master that "
			    "nothing confines");
}

/* PSCI (Arm DEN0022), SDEI (DEN0054): cores, power and exceptions belong to the core. */
static void check_secure_call(const struct vm *vm, const char *property, uint32_t id)
{
	if ((id & ~(PSCI_64 | 0xffffffu)) == PSCI_FIRST && (id & 0xffff) < 0x50)
		diag_error(vm->path, property, "0x%x is a call that no VM may make (PSCI, SDEI)",
			   id);
}

/* Checks the calls at the VM's start or stop. */
static void check_group(const struct vm *vm, const char *property, const struct cells *cells)
{
	if (cells->count % 8)
		diag_wrong(vm->path, property, "groups of eight cells (x0 to x7) are expected");
	/* An extension may carry its client's calls, so that the partition is made anew. */
	else if (cells->count && !vm->secure_id && !vm->clients.count)
		diag_error(vm->path, property, "`secure-id' is missing: the partition's number");
	for (size_t i = 0; i < cells->count; i += 8)
		check_secure_call(vm, property, cells->items[i]);
}

static void check_secure(const struct system *system, const struct vm *vm)
{
	static const char *const properties[] = {"secure-id",	 "secure-calls", "secure-partition",
						 "secure-start", "secure-stop",	 "tee",
						 "tee-shm"};

	if (vm->partition && !vm->secure_id)
		diag_error(vm->path, "secure-partition",
			   "`secure-id' is missing: the partition's number");
	if (vm->secure_calls.count && vm->kind == MANIFEST_VM_GUEST)
		diag_error(vm->path, "secure-calls",
			   "only an extension or service calls the secure world");
	for (size_t i = 0; i < COUNT_OF(properties) && !system->board.secure_world; i++)
		if (node_has(vm->node, properties[i])) {
			diag_wrong(
			    vm->path, properties[i],
			    "%s has no secure world; a board with `secure-world' is expected",
			    system->board.name);
			break;
		}
	check_integrity(system, vm);
	check_lifetime(system, vm);
	check_group(vm, "secure-start", &vm->secure_start);
	check_group(vm, "secure-stop", &vm->secure_stop);
	for (size_t i = 0; i < vm->secure_calls.count; i++) {
		check_secure_call(vm, "secure-calls", vm->secure_calls.items[i]);
		for (size_t n = 0; n < i; n++)
			if (vm->secure_calls.items[n] == vm->secure_calls.items[i])
				diag_error(vm->path, "secure-calls", "0x%x is named twice",
					   vm->secure_calls.items[i]);
	}
	/* The secure world takes a call without an id for a call of the hypervisor. */
	for (size_t i = 0; vm->secure_calls.count && i < vm->clients.count; i++)
		if (!system->vms.items[vm->clients.items[i]].secure_id)
			diag_error(vm->path, "secure-calls",
				   "they carry the client's `secure-id', which %s doesn't have",
				   system->vms.items[vm->clients.items[i]].name);
	for (uint32_t i = 0; vm->secure_id && i < vm->id; i++)
		if (system->vms.items[i].secure_id == vm->secure_id)
			diag_error(vm->path, "secure-id", "%u is %s's already", vm->secure_id,
				   system->vms.items[i].name);
	if (vm->tee_notify) {
		bool found = false;

		for (size_t i = 0; i < system->broadcasts.count; i++)
			for (size_t n = 0; n < system->broadcasts.items[i].vms.count; n++)
				found |=
				    !strcmp(system->broadcasts.items[i].name, vm->tee_notify) &&
				    system->broadcasts.items[i].vms.items[n] == vm->id;
		if (!found)
			diag_error(vm->path, "tee-notify", "%s subscribes to no broadcast \"%s\"",
				   vm->name, vm->tee_notify);
	}
}

/* Overlapping ranges of one class in one client. */
static void check_routes(const struct vm *vm)
{
	for (size_t i = 0; i < vm->routes.count; i++)
		for (size_t n = 0; n < i; n++) {
			const struct route *a = &vm->routes.items[n], *b = &vm->routes.items[i];

			if (a->class == b->class && a->class < ROUTE_CALL && a->first <= b->last &&
			    b->first <= a->last)
				diag_error(b->path, "range", "it overlaps the route %s", a->name);
		}
}

/* A route of class smc or hvc must not cover a call that the core itself answers. */
static void check_calls(const struct route *route)
{
	static const struct {
		uint64_t first, last;
		const char *name;
	} core[] = {
	    {0x80000000, 0x80ffffff,
	     "the architecture calls of SMCCC"}, /* Arm DEN0028, 6: owner 0 */
	    {0xc0000000, 0xc0ffffff, "the architecture calls of SMCCC"},
	    {PSCI_FIRST, PSCI_LAST, "PSCI"},
	    {PSCI_FIRST | PSCI_64, PSCI_LAST | PSCI_64, "PSCI"},
	};

	for (size_t i = 0; i < COUNT_OF(core); i++)
		if (route->first <= core[i].last && route->last >= core[i].first) {
			diag_error(route->path, "range",
				   "it covers 0x%" PRIx64 "..0x%" PRIx64
				   ", which the core answers: %s",
				   core[i].first, core[i].last, core[i].name);
			return;
		}
}

static void check_channels(const struct system *system)
{
	for (size_t i = 0; i < system->channels.count; i++)
		for (size_t n = 0; n < i; n++)
			if (!strcmp(system->channels.items[i].name, system->channels.items[n].name))
				diag_error(system->channels.items[i].path, NULL,
					   "the name is used twice");
}

/* Sums the budgets of the vCPUs on each core, in millionths of a core. */
static void check_schedules(const struct system *system)
{
	uint64_t load[BOARD_CPUS_MAX] = {0};

	for (size_t v = 0; v < system->vms.count; v++) {
		const struct vm *vm = &system->vms.items[v];

		for (uint32_t i = 0; vm->period_us && i < vm->vcpus; i++) {
			uint32_t cpu = vm_cpu(system, vm, i);

			if (cpu < system->board.cpu_count && vm->budget_us <= vm->period_us)
				load[cpu] += (uint64_t)vm->budget_us * 1000000 / vm->period_us;
		}
	}
	for (uint32_t i = 0; i < system->board.cpu_count; i++)
		if (load[i] > 1000000)
			diag_error("/vms", "budget-us",
				   "the budgets on core %u make %" PRIu64 ".%" PRIu64
				   " %% of it, at most 100 %% is expected",
				   i, load[i] / 10000, load[i] / 1000 % 10);
}

static void check_inject(const struct inject *inject, const struct vm *client)
{
	bool owned = false;

	if (!client->vcpus)
		diag_error(inject->path, "client", "it has no vCPU to take an interrupt");
	for (size_t i = 0; i < client->owned.count; i++)
		for (size_t n = 0; n < client->owned.items[i].interrupts.count; n++)
			owned |= client->owned.items[i].interrupts.items[n] == inject->interrupt;
	for (size_t i = 0; i < client->interrupts.count; i++)
		owned |= client->interrupts.items[i] == inject->interrupt;
	if (owned)
		diag_error(inject->path, "interrupt", "%u is an interrupt of hardware that %s owns",
			   inject->interrupt, client->name);
}

/*
 * The highest priority of the vCPUs that enter the extension; if its clients run on several cores, of all vCPUs on these
 * cores.
 */
static uint32_t ceiling_of(const struct system *system, const struct vm *vm)
{
	bool cores[BOARD_CPUS_MAX] = {false};
	uint32_t count = 0, highest = vm->vcpus ? vm->priority : 0;

	for (size_t c = 0; c < vm->clients.count; c++) {
		const struct vm *user = &system->vms.items[vm->clients.items[c]];

		if (user->priority > highest)
			highest = user->priority;
		for (uint32_t i = 0; i < user->vcpus; i++) {
			uint32_t cpu = vm_cpu(system, user, i);

			if (cpu < BOARD_CPUS_MAX && !cores[cpu]) {
				cores[cpu] = true;
				count++;
			}
		}
	}
	for (size_t v = 0; count > 1 && v < system->vms.count; v++)
		for (uint32_t i = 0; i < system->vms.items[v].vcpus; i++) {
			uint32_t cpu = vm_cpu(system, &system->vms.items[v], i);

			if (cpu < BOARD_CPUS_MAX && cores[cpu] &&
			    system->vms.items[v].priority > highest)
				highest = system->vms.items[v].priority;
		}
	return highest;
}

static void check_exclusives(const struct system *system, const struct vm *vm)
{
	uint32_t ceiling = vm->exclusives.count ? ceiling_of(system, vm) : 0;

	if (vm->exclusives.count > MANIFEST_EXCLUSIVES_MAX)
		diag_error(vm->path, "exclusive",
			   "%zu sections are too many, at most %d are expected",
			   vm->exclusives.count, MANIFEST_EXCLUSIVES_MAX);
	if (vm->exclusives.count && vm->kind == MANIFEST_VM_SERVICE && !vm->clients.count)
		diag_error(vm->path, "exclusive",
			   "no VM has a route to %s, so no request enters a section", vm->name);
	for (size_t i = 0; i < vm->exclusives.count; i++)
		if (vm->exclusives.items[i].priority < ceiling)
			diag_error(
			    vm->exclusives.items[i].path, "priority",
			    "%u is too small a ceiling: a vCPU of priority %u enters, or keeps "
			    "those on other cores waiting",
			    vm->exclusives.items[i].priority, ceiling);
}

static void check_clients(const struct system *system, const struct vm *vm)
{
	if (vm_is_extension(vm) && !vm->clients.count)
		diag_error(vm->path, NULL,
			   "the extension %s has no clients: no VM has a route to it", vm->name);
	check_exclusives(system, vm);
	if (vm->kind == MANIFEST_VM_GUEST &&
	    (vm->windows.count || vm->injects.count || vm->exclusives.count))
		diag_error(vm->path, NULL,
			   "windows, inject and exclusive are for extensions and services");
	if (vm_is_extension(vm) && vm->watchdog_us)
		diag_error(vm->path, "watchdog-us",
			   "an extension is bounded by its routes' budgets");
	for (size_t i = 0; i < vm->injects.count; i++)
		if (vm->injects.items[i].vm != BULKHEAD_NONE)
			check_inject(&vm->injects.items[i],
				     &system->vms.items[vm->injects.items[i].vm]);
}

/* Checks the needs that the image's notes state. */
static void check_needs(const struct system *system, const struct vm *vm)
{
	const char *cpu = system->cpu ?: system->board.qemu_cpu ?: system->board.name;

	for (size_t i = 0; vm->image && i < vm->image->needs.count; i++) {
		const struct need *need = &vm->image->needs.items[i];
		bool may = false;

		switch (need->need) {
		case BULKHEAD_NEED_CPU_RNG:
			if (!board_has_rng(&system->board, system->cpu))
				diag_error(
				    vm->path, "image",
				    "%s needs FEAT_RNG, which %s hasn't: a `cpu' of the system, or "
				    "`cpu-features' of the board, that has it is expected",
				    vm->image->name, cpu);
			break;
		case BULKHEAD_NEED_DEVICE:
			if (!vm->devices.count)
				diag_error(vm->path, "devices", "is missing: %s needs a device",
					   vm->image->name);
			break;
		case BULKHEAD_NEED_SECURE_CALL:
			for (size_t n = 0; n < vm->secure_calls.count; n++)
				may |= vm->secure_calls.items[n] == need->value;
			if (!may)
				diag_error(vm->path, "secure-calls", "0x%x is missing: %s needs it",
					   need->value, vm->image->name);
			break;
		default:
			diag_error(
			    vm->path, "image",
			    "%s states a need of a kind that this compiler doesn't know (%u)",
			    vm->image->name, need->need);
		}
	}
}

/* Linux writes silently to a console that doesn't exist, so this gets a note. `console=' with another driver is deliberate. */
static void note_console(const struct vm *vm)
{
	const char *arguments = vm->linux_.bootargs ? vm->linux_.bootargs : "";

	if (!vm->linux_.present || vm->pl011 ||
	    (strstr(arguments, "console=") && !strstr(arguments, "console=ttyAMA")))
		return;
	diag_note(vm->path, "linux/bootargs",
		  "nothing answers at the console's address 0x%" PRIx64
		  ", so output of %s is lost: a "
		  "route to the extension pl011 is expected, or another `console='",
		  (uint64_t)GUEST_PL011, vm->name);
}

void check(struct system *system)
{
	for (size_t v = 0; v < system->vms.count; v++) {
		struct vm *vm = &system->vms.items[v];

		check_kind(vm);
		check_cpus(system, vm);
		check_words(vm);
		check_accepted(vm);
		check_secure(system, vm);
		check_routes(vm);
		for (size_t r = 0; r < vm->routes.count; r++) {
			check_compatible(system, vm, &vm->routes.items[r]);
			if (vm->routes.items[r].class == MANIFEST_CLASS_MMIO)
				check_mmio(system, vm, &vm->routes.items[r]);
			else if (vm->routes.items[r].class <= MANIFEST_CLASS_HVC)
				check_calls(&vm->routes.items[r]);
		}
		check_clients(system, vm);
		check_needs(system, vm);
		note_console(vm);
		for (size_t i = 0; i < vm->owned.count; i++)
			check_device(system, vm, &vm->owned.items[i]);
	}
	pci_check(system);
	streams_check(system);
	check_channels(system);
	check_interrupt_owners(system);
	check_schedules(system);
	check_trace(system);
}
