/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The worst response of each vCPU.
 *
 * Fixed priorities, each vCPU a deferrable server of capacity C and period T (Strosnider, Lehoczky, Sha: "The Deferrable
 * Server Algorithm", IEEE Trans. Computers 44(1), 1995). Response of work of at most C that arrives with its budget unspent:
 *
 *  R = B + C + S + M
 *      + sum over higher or equal priority j of ceil((R + T_j - C_j) / T_j) (C_j + S_j + M)
 *      + events(R) + L * times(R)
 *
 * B: longest part of a lower-priority vCPU that can't be preempted (a secure call, an exclusive section with a ceiling at
 * or above this priority, the core's masked path M); S: the longest such part of this vCPU, by which it may overrun its
 * budget; events(R): the core's work for vCPUs that it doesn't let run; L: one write of the log, times(R) times. The
 * derivation stands in docs/verification.md, M, E and L in bulkhead/timing.h.
 */
#include <inttypes.h>
#include <stdlib.h>
#include "calls.h"
#include "checks.h"
#include "core_time.h"

#define ITERATIONS_MAX 200
#define CPU_VCPUS_MAX  4096u /* more on one CPU aren't analysed */
#define UNBOUNDED      UINT64_MAX
/*
 * On a CPU with more vCPUs only those with a declared deadline are analysed: the cost is quadratic.
 */
#define ANALYSED_MAX 256u

/* The load that one vCPU puts on the others of its CPU. */
struct load {
	uint32_t vcpu;
	uint8_t priority;
	uint64_t budget, period, overrun; /* nanoseconds; budget 0: unlimited */
	uint64_t section;
	uint32_t ceiling;
	/* The core's work for it while it doesn't run. */
	uint64_t watchdog; /* period of a timer, 0: none */
	bool
	    remote; /* its VM ends and starts on another CPU, which tells this CPU whatever the priority */
	uint64_t interrupts; /* interrupts that it owns: each comes once until the vCPU ends it */
};

/* All vCPUs of one CPU, and the broadcasts that it takes. */
struct loads {
	struct load *list;
	uint32_t count;
	struct {
		uint64_t interval,
		    each; /* shortest time between two broadcasts, and the time for one */
	} * broadcasts;
	uint32_t broadcast_count;
	uint64_t masked; /* the core's longest path here */
	uint64_t told;	 /* time to tell the listeners of an end */
};

#define EVENT_NS	INSTRUCTIONS_NS(TIMING_EVENT_INSTRUCTIONS)
#define LOG_NS		INSTRUCTIONS_NS(TIMING_LOG_INSTRUCTIONS)
#define LOG_INTERVAL_NS ((uint64_t)TIMING_LOG_INTERVAL_US * NS_PER_US)
#define RESTART_NS	((uint64_t)TIMING_RESTART_INTERVAL_US * NS_PER_US)

/* The longest exclusive section that requests of `vm` enter, including the wait for other CPUs; and the highest ceiling. */
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

/* Per VM: the longest section of the VM and its callees, including waits, and the highest ceiling. A section's
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
			uint64_t length =
			    (uint64_t)e->length_us * NS_PER_US * system->manifest->cpu_count;

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
			   const uint64_t *longest, const uint32_t *ceilings, uint32_t vcpu,
			   uint64_t masked)
{
	const struct manifest_vcpu *v = &system->vcpus[vcpu];
	const struct manifest_vm *vm = &system->vms[v->vm];
	struct load load = {.vcpu = vcpu,
			    .priority = v->priority,
			    .budget = (uint64_t)v->budget_us * NS_PER_US,
			    .period = (uint64_t)v->period_us * NS_PER_US,
			    .overrun = call_graph_secure(graph, system, v->vm) * NS_PER_US,
			    .section = longest[v->vm],
			    .ceiling = ceilings[v->vm],
			    .remote = vm->vcpus.first < system->manifest->vcpu_count &&
				      system->vcpus[vm->vcpus.first].cpu != v->cpu,
			    .watchdog = v->index ? 0 : (uint64_t)vm->watchdog_us * NS_PER_US};

	section_of(system, longest, ceilings, v->vm, &load);
	if (load.section > load.overrun)
		load.overrun = load.section;
	load.overrun += masked;
	for (uint32_t i = 0; i < vm->hw_irqs.count; i++) {
		uint32_t intid = system->irq_refs[vm->hw_irqs.first + i];

		load.interrupts +=
		    intid < system->manifest->board.irq_count && system->irqs[intid].vcpu == vcpu;
	}
	return load;
}

static uint64_t blocking(const struct loads *all, const struct load *self,
			 const struct system *system, const struct call_graph *graph)
{
	const struct load *loads = all->list;
	/* The core's own path for an event of a lower vCPU, or of none. */
	uint64_t longest = all->masked;

	for (uint32_t j = 0; j < all->count; j++) {
		uint64_t part;

		if (loads[j].priority >= self->priority)
			continue;
		part =
		    call_graph_secure(graph, system, system->vcpus[loads[j].vcpu].vm) * NS_PER_US;
		if (loads[j].ceiling >= self->priority && loads[j].section > part)
			part = loads[j].section;
		if (part + all->masked > longest)
			longest = part + all->masked;
	}
	return longest;
}

/* How often an event with this period comes in a window that begins at any time. */
static uint64_t times_in(uint64_t window, uint64_t period)
{
	return period ? window / period + 2 : 0;
}

/*
 * What the core does in a window for events of the other vCPUs, in ns. Each vCPU is woken once, since a ready vCPU needs no
 * further wake-up; each of its interrupts comes once; the timers of its budget and watchdog recur, and the watchdog may end
 * its VM. Broadcasts come at their shortest interval.
 */
static uint64_t events_in(const struct loads *all, const struct load *self, uint64_t window)
{
	uint64_t events = 0, more = 0;

	for (uint32_t i = 0; i < all->count; i++) {
		const struct load *other = &all->list[i];

		if (other == self)
			continue;
		events += 1 + other->interrupts + times_in(window, other->period) +
			  (other->remote ? 2 * times_in(window, RESTART_NS) : 0);
		more += times_in(window, other->watchdog) * (2 * EVENT_NS + all->told);
	}
	for (uint32_t i = 0; i < all->broadcast_count; i++)
		more += times_in(window, all->broadcasts[i].interval) *
			(EVENT_NS + all->broadcasts[i].each);
	return events * EVENT_NS + more;
}

/* Fixed point of the formula above; UNBOUNDED when it passes `limit`. */
static uint64_t respond(const struct loads *all, const struct load *self, uint64_t block,
			uint64_t limit)
{
	uint64_t response = block + self->budget + self->overrun;

	for (unsigned round = 0; round < ITERATIONS_MAX; round++) {
		uint64_t next = block + self->budget + self->overrun +
				events_in(all, self, response) +
				LOG_NS * times_in(response, LOG_INTERVAL_NS);

		for (uint32_t j = 0; j < all->count; j++) {
			const struct load *other = &all->list[j];
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

/* A vCPU that delays `self` without a limit, or NULL. */
static const struct load *unlimited(const struct loads *all, const struct load *self)
{
	for (uint32_t i = 0; i < all->count; i++) {
		const struct load *other = &all->list[i];

		if (other != self && other->priority >= self->priority && !other->budget)
			return other;
	}
	return NULL;
}

static void find_no_bound(struct system *system, const struct loads *all, const struct load *self,
			  uint32_t deadline)
{
	const struct load *other = unlimited(all, self);
	const char *name = system->names[system->vcpus[self->vcpu].vm];

	if (other)
		finding_add(system->findings, VERIFY_DEADLINE,
			    "VM %s: %u us declared; no bound: VM %s on the same CPU, of priority "
			    "%u, has no budget",
			    name, deadline, system->names[system->vcpus[other->vcpu].vm],
			    other->priority);
	else
		finding_add(system->findings, VERIFY_DEADLINE,
			    "VM %s: %u us declared; no bound within its period of %u us", name,
			    deadline, system->vcpus[self->vcpu].period_us);
}

static uint64_t in_us(uint64_t ns)
{
	return (ns + NS_PER_US - 1) / NS_PER_US;
}

static void analyse(struct system *system, const struct loads *all, const struct load *self,
		    const struct call_graph *graph)
{
	uint64_t block, response;
	const struct manifest_vcpu *vcpu = &system->vcpus[self->vcpu];
	uint32_t deadline = vcpu->index ? 0 : system->declared_vms[vcpu->vm].deadline_us;
	struct response *result = &system->responses[self->vcpu];

	result->response_us = UNBOUNDED;
	if (all->count > ANALYSED_MAX && (!deadline || all->count > CPU_VCPUS_MAX)) {
		if (deadline)
			finding_add(system->findings, VERIFY_DEADLINE,
				    "VM %s: %u vCPUs on one CPU are too many to analyse",
				    system->names[vcpu->vm], all->count);
		return;
	}
	block = blocking(all, self, system, graph);
	result->blocking_us = in_us(block);
	/* Only one arrival is analysed, so the result must not exceed the period. */
	if (self->budget && self->period) {
		response = respond(all, self, block, self->period);
		if (response != UNBOUNDED)
			result->response_us = in_us(response);
	}
	if (!deadline)
		return;
	if (!self->budget)
		finding_add(system->findings, VERIFY_DEADLINE,
			    "VM %s: a deadline of %u us is for work of a known length: it needs a "
			    "budget and a period",
			    system->names[vcpu->vm], deadline);
	else if (result->response_us == UNBOUNDED)
		find_no_bound(system, all, self, deadline);
	else if (result->response_us > deadline)
		finding_add(system->findings, VERIFY_DEADLINE,
			    "VM %s: %u us declared, worst case %" PRIu64 " us (%" PRIu64
			    " us of it blocking)",
			    system->names[vcpu->vm], deadline, result->response_us,
			    result->blocking_us);
}

/* Broadcasts whose first subscriber is on the CPU: the interrupt is taken there. */
static void find_broadcasts(const struct system *system, uint32_t cpu, struct loads *all)
{
	struct manifest_slice slice = system->manifest->broadcasts;

	all->broadcasts = zalloc(slice.count, sizeof(*all->broadcasts));
	for (uint32_t i = 0; i < slice.count; i++) {
		uint32_t intid = system->irq_refs[slice.first + i];
		const struct manifest_virq *virq;

		if (intid >= system->manifest->board.irq_count ||
		    system->irqs[intid].vcpu >= system->virq_count)
			continue;
		virq = &system->virqs[system->irqs[intid].vcpu];
		if (virq->vcpu < system->manifest->vcpu_count &&
		    system->vcpus[virq->vcpu].cpu == cpu) {
			all->broadcasts[all->broadcast_count].interval =
			    (uint64_t)virq->min_interval_us * NS_PER_US;
			all->broadcasts[all->broadcast_count++].each =
			    core_broadcast_ns(system, intid);
		}
	}
}

static void analyse_cpu(struct system *system, uint32_t c, const struct call_graph *graph,
			const uint64_t *longest, const uint32_t *ceilings)
{
	const struct manifest_cpu *cpu = &system->cpus[c];
	struct loads all = {.list = zalloc(cpu->vcpu_ref_count, sizeof(*all.list)),
			    .masked = core_masked_ns(system, c),
			    .told = core_tell_ns(system)};
	uint64_t sum = 0; /* parts per million, rounded up */

	for (uint32_t i = 0; i < cpu->vcpu_ref_count; i++) {
		uint32_t vcpu = system->vcpu_refs[cpu->first_vcpu_ref + i];

		if (vcpu >= system->manifest->vcpu_count ||
		    system->vcpus[vcpu].vm >= system->manifest->vm_count)
			continue;
		all.list[all.count] = load_of(system, graph, longest, ceilings, vcpu, all.masked);
		if (all.list[all.count].period)
			sum += all.list[all.count].budget * 1000000 / all.list[all.count].period;
		all.count++;
	}
	if (sum > 1000000)
		finding_add(system->findings, VERIFY_UTILISATION,
			    "CPU %u: the budgets need %" PRIu64 ".%02" PRIu64 " %%", c, sum / 10000,
			    sum / 100 % 100);
	find_broadcasts(system, c, &all);
	for (uint32_t i = 0; i < all.count; i++)
		analyse(system, &all, &all.list[i], graph);
	free(all.list);
	free(all.broadcasts);
}

void check_responses(struct system *system)
{
	uint32_t vm_count = system->manifest->vm_count;
	uint64_t *longest = zalloc(vm_count, sizeof(*longest));
	uint32_t *ceilings = zalloc(vm_count, sizeof(*ceilings));
	struct call_graph graph;

	system->responses = zalloc(system->manifest->vcpu_count, sizeof(*system->responses));
	call_graph_make(&graph, system);
	sections(system, &graph, longest, ceilings);
	for (uint32_t c = 0; c < system->manifest->cpu_count; c++)
		analyse_cpu(system, c, &graph, longest, ceilings);
	call_graph_free(&graph);
	free(longest);
	free(ceilings);
}
