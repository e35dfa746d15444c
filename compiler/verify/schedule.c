/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Time: pinning, budgets, and the worst response of each vCPU.
 *
 * Fixed priorities, each vCPU a deferrable server of capacity C and period T (Strosnider, Lehoczky,
 * Sha: "The Deferrable Server Algorithm", IEEE Trans. Computers 44(1), 1995). Response of work of
 * at most C that arrives with its budget unspent:
 *
 *   R = B + C + S + sum over higher or equal priority j of ceil((R + T_j - C_j) / T_j) (C_j + S_j)
 *
 * B: longest part of a lower-priority vCPU that can't be preempted (secure call, exclusive section
 * of a ceiling that reaches us); S: the same of this vCPU, by which it may overrun. The derivation
 * stands in docs/verification.md.
 */
#include <inttypes.h>
#include <stdlib.h>
#include "calls.h"
#include "checks.h"

#define PRIORITY_MAX   63u
#define ITERATIONS_MAX 200
#define CPU_VCPUS_MAX  4096u /* more on one CPU aren't analysed */
#define UNBOUNDED      UINT64_MAX
/*
 * On a CPU with more vCPUs only those with a declared deadline are analysed: the cost is quadratic.
 */
#define ANALYSED_MAX 256u

/* What one vCPU does to others on its CPU. */
struct load {
	uint32_t vcpu;
	uint8_t priority;
	uint64_t budget, period, overrun; /* microseconds; budget 0: unlimited */
	uint64_t section;
	uint32_t ceiling;
};

static void check_vcpus(struct system *system)
{
	const struct bulkhead_manifest *m = system->manifest;

	for (uint32_t i = 0; i < m->vcpu_count; i++) {
		const struct manifest_vcpu *vcpu = &system->vcpus[i];
		struct manifest_slice own;

		if (vcpu->vm >= m->vm_count || vcpu->cpu >= m->cpu_count) {
			finding_add(system->findings, VERIFY_PINNING,
				    "vCPU %u belongs to VM %u on CPU %u, which isn't there", i,
				    vcpu->vm, vcpu->cpu);
			continue;
		}
		own = system->vms[vcpu->vm].vcpus;
		if (i < own.first || i - own.first >= own.count || vcpu->index != i - own.first)
			finding_add(system->findings, VERIFY_PINNING,
				    "vCPU %u isn't vCPU %u of VM %s", i, vcpu->index,
				    system->names[vcpu->vm]);
		if (vcpu->priority > PRIORITY_MAX)
			finding_add(system->findings, VERIFY_PRIORITY, "VM %s, vCPU %u: %u",
				    system->names[vcpu->vm], vcpu->index, vcpu->priority);
		if (vcpu->budget_us ? !vcpu->period_us || vcpu->budget_us > vcpu->period_us
				    : vcpu->period_us)
			finding_add(system->findings, VERIFY_BUDGET,
				    "VM %s, vCPU %u: %u us in each %u us", system->names[vcpu->vm],
				    vcpu->index, vcpu->budget_us, vcpu->period_us);
		/* VMPIDR_EL2: bit 31 RES1, U and MT clear (DDI 0487, D19.2). */
		if ((vcpu->vmpidr_el2 & ~0xff00ffffffull) != 0x80000000 || vcpu->reserved[0] ||
		    vcpu->reserved[1])
			finding_add(system->findings, VERIFY_PINNING,
				    "VM %s, vCPU %u: VMPIDR_EL2 0x%" PRIx64 " or a reserved field",
				    system->names[vcpu->vm], vcpu->index, vcpu->vmpidr_el2);
	}
	for (uint32_t i = 0; i < m->vm_count; i++) {
		struct manifest_slice own = system->vms[i].vcpus;
		struct set ids = {0};

		if ((own.count == 0) != (system->vms[i].kind == MANIFEST_VM_EXTENSION))
			finding_add(system->findings, VERIFY_PINNING, "VM %s has %u vCPUs",
				    system->names[i], own.count);
		for (uint32_t v = 0; v < own.count; v++)
			if (system->vcpus[own.first + v].vm != i ||
			    !set_add(&ids, system->vcpus[own.first + v].vmpidr_el2))
				finding_add(system->findings, VERIFY_PINNING,
					    "VM %s: vCPU %u is another VM's or not unique",
					    system->names[i], v);
		set_free(&ids);
	}
}

/* Every vCPU stands in exactly its CPU's list; the lists lie one behind the other. */
static void check_pinning(struct system *system)
{
	const struct bulkhead_manifest *m = system->manifest;
	uint8_t *listed = zalloc(m->vcpu_count, 1);
	struct set affinities = {0};
	uint32_t next = 0;

	for (uint32_t c = 0; c < m->cpu_count; c++) {
		const struct manifest_cpu *cpu = &system->cpus[c];

		if (cpu->first_vcpu_ref != next)
			finding_add(system->findings, VERIFY_PINNING,
				    "CPU %u: its list begins at %u, not at %u", c,
				    cpu->first_vcpu_ref, next);
		next += cpu->vcpu_ref_count;
		if (!set_add(&affinities, cpu->mpidr) || cpu->mpidr & ~0xff00ffffffull)
			finding_add(system->findings, VERIFY_PINNING,
				    "CPU %u: affinity 0x%" PRIx64 " isn't unique or no affinity", c,
				    cpu->mpidr);
		for (uint32_t i = 0; i < cpu->vcpu_ref_count; i++) {
			uint32_t vcpu = system->vcpu_refs[cpu->first_vcpu_ref + i];

			if (vcpu >= m->vcpu_count || system->vcpus[vcpu].cpu != c || listed[vcpu]++)
				finding_add(
				    system->findings, VERIFY_PINNING,
				    "CPU %u lists vCPU %u, which isn't there or not its own", c,
				    vcpu);
		}
	}
	for (uint32_t i = 0; i < m->vcpu_count; i++)
		if (!listed[i])
			finding_add(system->findings, VERIFY_PINNING, "vCPU %u is on no CPU's list",
				    i);
	set_free(&affinities);
	free(listed);
}

/* The longest exclusive section that requests of `vm` enter, with its wait for other CPUs, and the
 * highest ceiling. */
static void section_of(const struct system *system, const uint64_t *longest,
		       const uint32_t *ceilings, uint32_t vm, struct load *load)
{
	for (unsigned class = 0; class < MANIFEST_CLASS_COUNT; class ++) {
		struct manifest_slice slice = system->vms[vm].routes[class];

		for (uint32_t i = 0; i < slice.count; i++) {
			uint32_t to = system->routes[slice.first + i].extension;

			if (to >= system->manifest->vm_count)
				continue;
			if (longest[to] > load->section)
				load->section = longest[to];
			if (ceilings[to] > load->ceiling)
				load->ceiling = ceilings[to];
		}
	}
}

/* Per VM: longest section in it or in what it calls, waits included; highest ceiling. A section's
 * entry waits for at most one holder on each other CPU (FIFO). */
static void sections(const struct system *system, const struct call_graph *graph, uint64_t *longest,
		     uint32_t *ceilings)
{
	for (uint32_t i = graph->count; i-- > 0;) {
		uint32_t vm = graph->order[i];
		struct manifest_slice own = system->vms[vm].exclusives;
		struct manifest_slice calls = system->vms[vm].calls;

		for (uint32_t s = 0; s < own.count; s++) {
			const struct manifest_exclusive *e = &system->exclusives[own.first + s];
			uint64_t length = (uint64_t)e->length_us * system->manifest->cpu_count;

			if (length > longest[vm])
				longest[vm] = length;
			if (e->priority > ceilings[vm])
				ceilings[vm] = e->priority;
		}
		for (uint32_t c = 0; c < calls.count; c++) {
			uint32_t to = system->routes[calls.first + c].extension;

			if (to >= system->manifest->vm_count)
				continue;
			if (longest[to] > longest[vm])
				longest[vm] = longest[to];
			if (ceilings[to] > ceilings[vm])
				ceilings[vm] = ceilings[to];
		}
	}
}

static struct load load_of(const struct system *system, const struct call_graph *graph,
			   const uint64_t *longest, const uint32_t *ceilings, uint32_t vcpu)
{
	const struct manifest_vcpu *v = &system->vcpus[vcpu];
	struct load load = {.vcpu = vcpu,
			    .priority = v->priority,
			    .budget = v->budget_us,
			    .period = v->period_us,
			    .overrun = call_graph_secure(graph, system, v->vm),
			    .section = longest[v->vm],
			    .ceiling = ceilings[v->vm]};

	section_of(system, longest, ceilings, v->vm, &load);
	if (load.section > load.overrun)
		load.overrun = load.section;
	return load;
}

static uint64_t blocking(const struct load *loads, uint32_t count, const struct load *self,
			 const struct system *system, const struct call_graph *graph)
{
	uint64_t longest = 0;

	for (uint32_t j = 0; j < count; j++) {
		uint64_t part;

		if (loads[j].priority >= self->priority)
			continue;
		part = call_graph_secure(graph, system, system->vcpus[loads[j].vcpu].vm);
		if (loads[j].ceiling >= self->priority && loads[j].section > part)
			part = loads[j].section;
		if (part > longest)
			longest = part;
	}
	return longest;
}

/* Fixed point of the formula above; UNBOUNDED when it passes `limit`. */
static uint64_t respond(const struct load *loads, uint32_t count, const struct load *self,
			uint64_t block, uint64_t limit)
{
	uint64_t response = block + self->budget + self->overrun;

	for (unsigned round = 0; round < ITERATIONS_MAX; round++) {
		uint64_t next = block + self->budget + self->overrun;

		for (uint32_t j = 0; j < count; j++) {
			const struct load *other = &loads[j];
			uint64_t times, each = other->budget + other->overrun;

			if (other == self || other->priority < self->priority)
				continue;
			if (!other->budget || other->budget > other->period)
				return UNBOUNDED;
			times = (response + 2 * other->period - other->budget - 1) / other->period;
			if (times > limit / each)
				return UNBOUNDED;
			next += times * each;
		}
		if (next > limit)
			return UNBOUNDED;
		if (next == response)
			return response;
		response = next;
	}
	return UNBOUNDED;
}

static void analyse(struct system *system, const struct load *loads, uint32_t count,
		    const struct load *self, const struct call_graph *graph)
{
	const struct manifest_vcpu *vcpu = &system->vcpus[self->vcpu];
	uint32_t deadline = vcpu->index ? 0 : system->declared_vms[vcpu->vm].deadline_us;
	struct response *result = &system->responses[self->vcpu];

	result->response_us = UNBOUNDED;
	if (count > ANALYSED_MAX && (!deadline || count > CPU_VCPUS_MAX)) {
		if (deadline)
			finding_add(system->findings, VERIFY_DEADLINE,
				    "VM %s: %u vCPUs on one CPU are too many to analyse",
				    system->names[vcpu->vm], count);
		return;
	}
	result->blocking_us = blocking(loads, count, self, system, graph);
	/* One arrival is analysed: the answer holds while it comes within the period. */
	if (self->budget && self->period)
		result->response_us =
		    respond(loads, count, self, result->blocking_us, self->period);
	if (!deadline)
		return;
	if (!self->budget)
		finding_add(system->findings, VERIFY_DEADLINE,
			    "VM %s: a deadline of %u us is for work of a known length: it needs a "
			    "budget and a period",
			    system->names[vcpu->vm], deadline);
	else if (result->response_us == UNBOUNDED)
		finding_add(system->findings, VERIFY_DEADLINE,
			    "VM %s: %u us declared; no bound within its period of %u us",
			    system->names[vcpu->vm], deadline, vcpu->period_us);
	else if (result->response_us > deadline)
		finding_add(system->findings, VERIFY_DEADLINE,
			    "VM %s: %u us declared, worst case %" PRIu64 " us (%" PRIu64
			    " us of it blocking)",
			    system->names[vcpu->vm], deadline, result->response_us,
			    result->blocking_us);
}

static void analyse_cpu(struct system *system, uint32_t c, const struct call_graph *graph,
			const uint64_t *longest, const uint32_t *ceilings)
{
	const struct manifest_cpu *cpu = &system->cpus[c];
	struct load *loads = zalloc(cpu->vcpu_ref_count, sizeof(*loads));
	uint64_t sum = 0; /* parts per million, rounded up */
	uint32_t count = 0;

	for (uint32_t i = 0; i < cpu->vcpu_ref_count; i++) {
		uint32_t vcpu = system->vcpu_refs[cpu->first_vcpu_ref + i];

		if (vcpu >= system->manifest->vcpu_count ||
		    system->vcpus[vcpu].vm >= system->manifest->vm_count)
			continue;
		loads[count] = load_of(system, graph, longest, ceilings, vcpu);
		if (loads[count].period)
			sum += loads[count].budget * 1000000 / loads[count].period;
		count++;
	}
	if (sum > 1000000)
		finding_add(system->findings, VERIFY_UTILISATION,
			    "CPU %u: the budgets need %" PRIu64 ".%02" PRIu64 " %%", c, sum / 10000,
			    sum / 100 % 100);
	for (uint32_t i = 0; i < count; i++)
		analyse(system, loads, count, &loads[i], graph);
	free(loads);
}

void check_schedule(struct system *system)
{
	uint32_t vm_count = system->manifest->vm_count;
	uint64_t *longest = zalloc(vm_count, sizeof(*longest));
	uint32_t *ceilings = zalloc(vm_count, sizeof(*ceilings));
	struct call_graph graph;

	system->responses = zalloc(system->manifest->vcpu_count, sizeof(*system->responses));
	check_vcpus(system);
	check_pinning(system);
	call_graph_make(&graph, system);
	sections(system, &graph, longest, ceilings);
	for (uint32_t c = 0; c < system->manifest->cpu_count; c++)
		analyse_cpu(system, c, &graph, longest, ceilings);
	call_graph_free(&graph);
	free(longest);
	free(ceilings);
}
