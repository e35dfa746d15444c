/* SPDX-License-Identifier: BSD-3-Clause */
#include <arm/gic.h>
#include <arm/smccc.h>
#include <stdlib.h>
#include <string.h>
#include "confine.h"
#include "diagnostics.h"
#include "address_space.h"
#include "manifest.h"
#include "manifest_arrays.h"
#include "streams.h"

#define TIMERS_PER_VCPU 2 /* one for budget and timer, one for the watchdog */
#define VMPIDR_RES1	(1ull << 31)

void manifest_needs(const struct system *system, struct core_needs *needs)
{
	needs->cpus = system->board.cpu_count;
	needs->vcpus = needs->timers = system->vcpu_count;
	needs->timers *= TIMERS_PER_VCPU;
	needs->vms = (uint32_t)system->vms.count;
	needs->trace_entries = system->trace_entries;
	for (size_t i = 0; i < system->vms.count; i++) {
		const struct vm *vm = &system->vms.items[i];

		needs->spis += vm->spi_count;
		needs->virqs += (uint32_t)vm->injects.count;
		for (size_t c = 0; c < vm->clients.count; c++)
			needs->activations += system->vms.items[vm->clients.items[c]].vcpus;
	}
	needs->virqs += 2 * (uint32_t)system->channels.count;
	for (size_t i = 0; i < system->broadcasts.count; i++)
		needs->virqs += (uint32_t)system->broadcasts.items[i].vms.count;
	needs->stream_bits = streams_bits(system);
	needs->virqs += needs->stream_bits != 0; /* a timer for the interval of the SMMU's events */
}

static void add_cpus(struct system *system, const struct core *core, struct manifest_arrays *a)
{
	uint64_t heap = core->timer_heaps;

	for (uint32_t c = 0; c < system->board.cpu_count; c++) {
		struct manifest_cpu *cpu = LIST_ADD(&a->cpus);

		*cpu = (struct manifest_cpu){
		    .mpidr = system->board.mpidr[c],
		    .stack_top = core_stack_top(core, c),
		    .state = core->cpu_states + c * ALIGN_UP((uint64_t)core->header.cpu_size, 64),
		    .gicr = system->board.gicr ? system->board.gicr + c * (uint64_t)GICR_STRIDE : 0,
		    .first_vcpu_ref = (uint32_t)a->vcpu_refs.count,
		    .timer_heap = heap,
		};
		for (size_t v = 0; v < system->vms.count; v++)
			for (uint32_t i = 0; i < system->vms.items[v].vcpus; i++)
				if (vm_cpu(system, &system->vms.items[v], i) == c)
					*LIST_ADD(&a->vcpu_refs) =
					    system->vms.items[v].first_vcpu + i;
		cpu->vcpu_ref_count = (uint32_t)a->vcpu_refs.count - cpu->first_vcpu_ref;
		heap += (uint64_t)cpu->vcpu_ref_count * TIMERS_PER_VCPU * 16;
	}
}

static void add_vcpus(const struct system *system, const struct vm *vm, struct manifest_arrays *a)
{
	unsigned cluster = system->board.manifest.gic_version == 3 ? 16 : 8;

	for (uint32_t i = 0; i < vm->vcpus; i++)
		*LIST_ADD(&a->vcpus) = (struct manifest_vcpu){
		    .vm = vm->id,
		    .index = i,
		    .cpu = vm_cpu(system, vm, i),
		    .priority = (uint8_t)vm->priority,
		    .budget_us = vm->budget_us,
		    .period_us = vm->period_us,
		    .vmpidr_el2 = VMPIDR_RES1 | i % cluster | i / cluster << 8,
		    .deepest = vm->deepest,
		};
}

/* Do extension and client share an uncached channel, which the extension must write before the client reads it? */
static bool shares_uncached(const struct system *system, uint32_t extension, uint32_t client)
{
	for (size_t i = 0; i < system->channels.count; i++) {
		const struct channel *c = &system->channels.items[i];

		if (c->uncached && ((c->vm[0] == client && c->vm[1] == extension) ||
				    (c->vm[1] == client && c->vm[0] == extension)))
			return true;
	}
	return false;
}

/* The budget and badge of requests to `extension` on behalf of `client` that no exception causes. */
static struct manifest_activation unasked(const struct system *system, uint32_t extension,
					  const struct vm *client)
{
	struct manifest_activation a = {.extension = extension};

	if (shares_uncached(system, extension, client->id))
		a.flags |= MANIFEST_ACTIVATION_EAGER;
	for (size_t v = system->vms.count; v--;)
		for (size_t r = system->vms.items[v].routes.count; r--;) {
			const struct route *route = &system->vms.items[v].routes.items[r];

			if (route->target != extension)
				continue;
			if (route->budget_us > a.budget_us)
				a.budget_us = route->budget_us;
			if (route->on_failure == MANIFEST_FAILURE_RETRY)
				a.flags |= MANIFEST_ACTIVATION_RETRIES;
			if (route->registers && v == client->id)
				a.flags |= MANIFEST_ACTIVATION_EAGER;
			if (v == client->id || route->class == ROUTE_CALL)
				a.badge = (uint16_t)route_badge(system, route, client->id);
		}
	return a;
}

static void add_activations(const struct system *system, struct vm *vm, struct manifest_vm *entry,
			    struct manifest_arrays *a)
{
	uint32_t stack = vm->vcpus;

	entry->activations.first = (uint32_t)a->activations.count;
	entry->clients.first = (uint32_t)a->client_refs.count;
	entry->clients.count = (uint32_t)vm->clients.count;
	for (size_t c = 0; c < vm->clients.count; c++) {
		const struct vm *client = &system->vms.items[vm->clients.items[c]];

		struct manifest_activation activation = unasked(system, vm->id, client);

		*LIST_ADD(&a->client_refs) = client->id;
		for (uint32_t i = 0; i < client->vcpus; i++) {
			activation.vcpu = client->first_vcpu + i;
			activation.stack_top = address_space_stack_top(vm, stack++);
			*LIST_ADD(&a->activations) = activation;
			activation.flags &= ~MANIFEST_ACTIVATION_EAGER;
		}
	}
	entry->activations.count = (uint32_t)a->activations.count - entry->activations.first;
	vm->first_activation = entry->activations.first;
}

/* Index of a client's first activation in an extension. */
static uint32_t activation_of(const struct system *system, const struct vm *extension,
			      uint32_t client)
{
	uint32_t index = extension->first_activation;

	for (size_t c = 0; c < extension->clients.count && extension->clients.items[c] != client;
	     c++)
		index += system->vms.items[extension->clients.items[c]].vcpus;
	return index;
}

static int compare_routes(const void *a, const void *b)
{
	const struct manifest_route *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

static struct manifest_route make_route(const struct system *system, const struct route *route,
					uint32_t client)
{
	uint64_t error = route->class == MANIFEST_CLASS_MMIO ? 0 : (uint64_t)SMCCC_NOT_SUPPORTED;

	if (route->error.count == 1)
		error = route->error.items[0];
	else if (route->error.count == 2)
		error = (uint64_t)route->error.items[0] << 32 | route->error.items[1];
	return (struct manifest_route){
	    .first = route->first,
	    .last = route->last,
	    .extension = (uint16_t)route->target,
	    .badge = (uint16_t)route_badge(system, route, client),
	    .results = (uint8_t)route->results,
	    .on_failure = (uint8_t)route->on_failure,
	    .activation = activation_of(system, &system->vms.items[route->target], client),
	    .budget_us = route->budget_us,
	    .secure_us = route->secure_us,
	    .error = error,
	};
}

static void add_routes(const struct system *system, const struct vm *vm, struct manifest_vm *entry,
		       struct manifest_arrays *a)
{
	uint64_t call = 0;

	for (uint32_t class = 0; class < MANIFEST_CLASS_COUNT; class ++) {
		uint32_t first = (uint32_t)a->routes.count;

		for (size_t r = 0; r < vm->routes.count; r++)
			if (vm->routes.items[r].class == class)
				*LIST_ADD(&a->routes) =
				    make_route(system, &vm->routes.items[r], vm->id);
		entry->routes[class] =
		    (struct manifest_slice){first, (uint32_t)a->routes.count - first};
		if (a->routes.count > first)
			qsort(a->routes.items + first, a->routes.count - first,
			      sizeof(struct manifest_route), compare_routes);
	}
	entry->calls.first = (uint32_t)a->routes.count;
	for (size_t r = 0; r < vm->routes.count; r++) {
		if (vm->routes.items[r].class != ROUTE_CALL)
			continue;
		for (size_t c = 0; c < vm->clients.count; c++) {
			struct manifest_route route =
			    make_route(system, &vm->routes.items[r], vm->clients.items[c]);

			route.first = call;
			route.last = vm->clients.items[c];
			*LIST_ADD(&a->routes) = route;
		}
		call++;
	}
	entry->calls.count = (uint32_t)a->routes.count - entry->calls.first;
}

/* The SMMU's event interrupt: a broadcast without subscribers, on the CPU of the first VM that has a stream. */
static void add_smmu(const struct system *system, const struct core *core,
		     struct manifest_arrays *a)
{
	uint32_t intid = system->board.smmu.intid, vm = 0;

	a->smmu_step_count = streams_steps(system, core, a->smmu_steps);
	if (!a->smmu_step_count)
		return;
	for (size_t i = 0; i < a->streams.count; i++)
		if (system->vms.items[a->streams.items[i].vm].vcpus) {
			vm = a->streams.items[i].vm;
			break;
		}
	*LIST_ADD(&a->irq_refs) = intid;
	a->broadcasts.count++;
	if (intid < a->irqs.count)
		a->irqs.items[intid] =
		    (struct manifest_irq){(uint32_t)a->virqs.count, 0, MANIFEST_IRQ_BROADCAST, 0};
	*LIST_ADD(&a->virqs) = (struct manifest_virq){
	    BULKHEAD_NONE, 0, system->vms.items[vm].first_vcpu, system->dma_interval_us};
}

static struct manifest_slice add_streams(const struct vm *vm, struct manifest_arrays *a)
{
	uint32_t first = (uint32_t)a->streams.count;

	for (size_t i = 0; i < vm->owned.count; i++)
		for (size_t s = 0; s < vm->owned.items[i].streams.count; s++)
			*LIST_ADD(&a->streams) =
			    (struct manifest_stream){vm->owned.items[i].streams.items[s], vm->id};
	return (struct manifest_slice){first, (uint32_t)a->streams.count - first};
}

static int compare_ids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void add_vm(struct system *system, struct vm *vm, struct manifest_arrays *a)
{
	struct manifest_vm entry = {0};

	memcpy(entry.name, vm->name, strnlen(vm->name, sizeof(entry.name) - 1));
	entry.kind = (uint8_t)vm->kind;
	entry.asil = (uint8_t)vm->asil;
	entry.on_fault = (uint8_t)vm->restart.on_fault;
	entry.on_reset = (uint8_t)vm->restart.on_reset;
	entry.flags =
	    (vm->no_autostart ? 0 : MANIFEST_VM_AUTOSTART) |
	    (vm->control ? MANIFEST_VM_CONTROL : 0) | (vm->watchdog ? MANIFEST_VM_WATCHDOG : 0) |
	    (vm->loader ? MANIFEST_VM_LOADER : 0) | (vm->keepalive ? MANIFEST_VM_KEEPALIVE : 0) |
	    (vm->vmid_shared ? MANIFEST_VM_VMID_SHARED : 0);
	entry.vcpus = (struct manifest_slice){vm->first_vcpu, vm->vcpus};
	confine_registers(system, vm, &entry);
	entry.entry = vm->entry;
	entry.entry_argument = vm->entry_argument;
	entry.max_restarts = vm->restart.max;
	entry.watchdog_us = vm->watchdog_us;
	entry.restart_window_us = (uint64_t)vm->restart.window_ms * 1000;
	if (vm->vcpus) {
		entry.gicd_ipa = GUEST_GICD;
		entry.gicr_ipa = system->board.manifest.gic_version == 3 ? GUEST_GICR : 0;
	}
	entry.spi_count = vm->spi_count;
	entry.virq_first = a->virq_states;
	a->virq_states += vm->spi_count;
	manifest_add_irqs(vm, &entry, a);
	entry.streams = add_streams(vm, a);
	add_routes(system, vm, &entry, a);
	manifest_add_virqs(system, vm, &entry, a);
	entry.secure_id = vm->secure_id;
	entry.passive_entry = vm->clients.count ? vm->passive_entry : 0;
	entry.activations = a->vms.items[vm->id].activations;
	entry.clients = a->vms.items[vm->id].clients;
	secure_add_vm(&a->secure, vm, &entry);
	entry.secure_filter =
	    (struct manifest_slice){(uint32_t)a->filters.count, (uint32_t)vm->secure_calls.count};
	for (size_t i = 0; i < vm->secure_calls.count; i++)
		*LIST_ADD(&a->filters) = vm->secure_calls.items[i];
	if (vm->secure_calls.count)
		qsort(a->filters.items + entry.secure_filter.first, vm->secure_calls.count, 4,
		      compare_ids);
	entry.exclusives =
	    (struct manifest_slice){(uint32_t)a->exclusives.count, (uint32_t)vm->exclusives.count};
	for (size_t i = 0; i < vm->exclusives.count; i++)
		*LIST_ADD(&a->exclusives) = (struct manifest_exclusive){
		    vm->exclusives.items[i].priority, vm->exclusives.items[i].length_us};
	a->vms.items[vm->id] = entry;
}

/* Appends an array to the manifest; its physical address, 0 if it is empty. */
static uint64_t put(struct bytes *out, uint64_t base, const void *items, size_t count, size_t size)
{
	uint64_t at = out->size;

	if (!count)
		return 0;
	memcpy(out->data + at, items, count * size);
	out->size = ALIGN_UP(at + count * size, 8);
	return base + at;
}

#define PUT(list)  put(&out, core->manifest, (list).items, (list).count, sizeof(*(list).items))
#define ROOM(list) ALIGN_UP((list).count * sizeof(*(list).items), 8)

static struct bytes assemble(struct system *system, const struct core *core,
			     struct manifest_arrays *a)
{
	struct bulkhead_manifest m = {.magic = BULKHEAD_MANIFEST_MAGIC,
				      .version = BULKHEAD_MANIFEST_VERSION};
	struct bytes out = {NULL, sizeof(m)};

	out.data = host_allocate(
	    sizeof(m) + ROOM(a->cpus) + ROOM(a->vms) + ROOM(a->vcpus) + ROOM(a->vcpu_refs) +
	    ROOM(a->activations) + ROOM(a->routes) + ROOM(a->irqs) + ROOM(a->irq_refs) +
	    ROOM(a->virqs) + ROOM(a->secure.list) + ROOM(a->filters) + ROOM(a->client_refs) +
	    ROOM(a->exclusives) + ROOM(system->board.banks) + sizeof(confine_id_masks) +
	    ROOM(a->streams) + sizeof(a->smmu_steps));
	m.board = system->board.manifest;
	if (system->idle_at_end)
		m.board.idle_at_end = 1;
	m.cpu_count = (uint32_t)a->cpus.count;
	m.vm_count = (uint32_t)a->vms.count;
	m.vcpu_count = (uint32_t)a->vcpus.count;
	m.activation_count = (uint32_t)a->activations.count;
	m.bank_count = (uint32_t)system->board.banks.count;
	m.trace_entries = system->trace_entries;
	m.trace_events = system->trace_events;
	m.cpus = PUT(a->cpus);
	m.vms = PUT(a->vms);
	m.vcpus = PUT(a->vcpus);
	m.vcpu_refs = PUT(a->vcpu_refs);
	m.activations = PUT(a->activations);
	m.routes = PUT(a->routes);
	m.irqs = PUT(a->irqs);
	m.irq_refs = PUT(a->irq_refs);
	m.virqs = PUT(a->virqs);
	m.secure_calls = PUT(a->secure.list);
	m.filters = PUT(a->filters);
	m.client_refs = PUT(a->client_refs);
	m.exclusives = PUT(a->exclusives);
	m.banks = PUT(system->board.banks);
	m.id_masks = put(&out, core->manifest, confine_id_masks, MANIFEST_ID_REGISTERS,
			 sizeof(*confine_id_masks));
	m.streams = PUT(a->streams);
	m.smmu_steps =
	    put(&out, core->manifest, a->smmu_steps, a->smmu_step_count, sizeof(*a->smmu_steps));
	if (a->smmu_step_count)
		m.smmu = (struct manifest_smmu){
		    .base = system->board.smmu.base,
		    .stream_table = core->streams,
		    .commands = core->commands,
		    .events = core->events,
		    .stream_bits = streams_bits(system),
		    .stream_count = (uint32_t)a->streams.count,
		    .intid = system->board.smmu.intid,
		    .step_count = a->smmu_step_count,
		};
	m.vcpu_states = core->vcpu_states;
	m.vm_states = core->vm_states;
	m.virq_states = core->virq_states;
	m.activation_states = core->activation_states;
	m.virq_times = core->virq_times;
	m.trace = system->trace_entries ? core->trace : 0;
	m.secure_boot = a->secure.boot;
	m.broadcasts = a->broadcasts;
	m.events = a->events;
	m.size = out.size;
	memcpy(out.data, &m, sizeof(m));
	m.checksum = manifest_checksum(out.data, out.size);
	memcpy(out.data, &m, sizeof(m));
	return out;
}

struct bytes manifest_build(struct system *system, const struct core *core)
{
	struct manifest_arrays a = {0};

	for (uint32_t i = 0; i < system->board.manifest.irq_count; i++)
		*LIST_ADD(&a.irqs) = (struct manifest_irq){.vcpu = BULKHEAD_NONE};
	add_cpus(system, core, &a);
	for (size_t i = 0; i < system->vms.count; i++) {
		add_vcpus(system, &system->vms.items[i], &a);
		add_activations(system, &system->vms.items[i], LIST_ADD(&a.vms), &a);
	}
	for (size_t i = 0; i < system->vms.count; i++)
		add_vm(system, &system->vms.items[i], &a);
	manifest_add_broadcasts(system, &a);
	manifest_add_events(system, &a);
	add_smmu(system, core, &a);
	secure_add_boot(&a.secure, system);
	return assemble(system, core, &a);
}
