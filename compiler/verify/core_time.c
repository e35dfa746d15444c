/* SPDX-License-Identifier: BSD-3-Clause */
#include "core_time.h"
#include <stdlib.h>

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Does the VM end and start on `cpu`, the CPU of its first vCPU? */
static bool lives_on(const struct system *system, const struct manifest_vm *vm, uint32_t cpu)
{
	return vm->vcpus.count && vm->vcpus.first < system->manifest->vcpu_count &&
	       system->vcpus[vm->vcpus.first].cpu == cpu;
}

uint64_t core_tell_ns(const struct system *system)
{
	return (uint64_t)system->manifest->events.count * INSTRUCTIONS_NS(TIMING_TOLD_INSTRUCTIONS);
}

/* CPUs on which VMs with streams end and start: each may hold the lock of the SMMU's queue for one stream. */
static uint32_t stream_cpus(const struct system *system)
{
	uint32_t cpus = 0;

	for (uint32_t c = 0; c < system->manifest->cpu_count; c++)
		for (uint32_t i = 0; i < system->manifest->vm_count; i++)
			if (system->vms[i].streams.count && lives_on(system, &system->vms[i], c)) {
				cpus++;
				break;
			}
	return cpus;
}

/*
 * The longest path of VMs' ends and starts on `cpu`: a vCPU ends a VM, maybe its own, a watchdog expires, or a VM does a step of
 * its start or end. Listeners hear of it. The core takes interrupts between two of these.
 */
static uint64_t life_ns(const struct system *system, uint32_t cpu)
{
	const struct bulkhead_manifest *m = system->manifest;
	uint32_t *extensions = zalloc(m->vcpu_count, sizeof(*extensions));
	uint32_t cpus = stream_cpus(system);
	uint64_t longest = 0;

	for (uint32_t i = 0; i < m->activation_count; i++)
		if (system->activations[i].vcpu < m->vcpu_count)
			extensions[system->activations[i].vcpu]++;
	for (uint32_t i = 0; i < m->vm_count; i++) {
		const struct manifest_vm *vm = &system->vms[i];

		if (!lives_on(system, vm, cpu))
			continue;
		longest = larger(longest, (uint64_t)vm->streams.count * cpus *
						  INSTRUCTIONS_NS(TIMING_STREAM_INSTRUCTIONS) +
					      (uint64_t)extensions[vm->vcpus.first] *
						  INSTRUCTIONS_NS(TIMING_TOLD_INSTRUCTIONS));
	}
	free(extensions);
	return longest + core_tell_ns(system);
}

uint64_t core_broadcast_ns(const struct system *system, uint32_t intid)
{
	const struct manifest_irq *irq;

	if (intid >= system->manifest->board.irq_count)
		return 0;
	irq = &system->irqs[intid];
	/* For each of a few events, its stream is searched for among all streams. */
	if (system->manifest->smmu.base && intid == system->manifest->smmu.intid)
		return (uint64_t)system->manifest->smmu.stream_count *
		       INSTRUCTIONS_NS(TIMING_STREAM_EVENTS_INSTRUCTIONS);
	return irq->flags & MANIFEST_IRQ_BROADCAST
		   ? (uint64_t)irq->virq * INSTRUCTIONS_NS(TIMING_TOLD_INSTRUCTIONS)
		   : 0;
}

static uint64_t broadcasts_ns(const struct system *system, uint32_t cpu)
{
	struct manifest_slice all = system->manifest->broadcasts;
	uint64_t longest = 0;

	for (uint32_t i = 0; i < all.count; i++) {
		uint32_t intid = system->irq_refs[all.first + i], virq, vcpu;

		if (!core_broadcast_ns(system, intid))
			continue;
		virq = system->irqs[intid].vcpu;
		vcpu = virq < system->virq_count ? system->virqs[virq].vcpu : BULKHEAD_NONE;
		if (vcpu < system->manifest->vcpu_count && system->vcpus[vcpu].cpu == cpu)
			longest = larger(longest, core_broadcast_ns(system, intid));
	}
	return longest;
}

/* The longest new begin of an extension that clients on `cpu` enter: the CPUs of its other clients must be told. */
static uint64_t evictions_ns(const struct system *system, uint32_t cpu)
{
	const struct bulkhead_manifest *m = system->manifest;
	bool *enters = zalloc((size_t)m->cpu_count, sizeof(*enters));
	uint64_t longest = 0;

	for (uint32_t i = 0; i < m->vm_count; i++) {
		struct manifest_slice own = system->vms[i].activations;
		uint64_t cpus = 0;

		for (uint32_t c = 0; c < m->cpu_count; c++)
			enters[c] = false;
		for (uint32_t a = own.first; a < own.first + own.count && a < m->activation_count;
		     a++) {
			uint32_t vcpu = system->activations[a].vcpu;

			if (vcpu < m->vcpu_count && system->vcpus[vcpu].cpu < m->cpu_count)
				enters[system->vcpus[vcpu].cpu] = true;
		}
		for (uint32_t c = 0; c < m->cpu_count && enters[cpu]; c++)
			cpus += enters[c] && c != cpu;
		longest = larger(longest, cpus * INSTRUCTIONS_NS(TIMING_TOLD_INSTRUCTIONS));
	}
	free(enters);
	return longest;
}

/* The number of other CPUs with vCPUs of VMs that also have a vCPU on `cpu`: paths there make paths here wait. */
static uint32_t sharing_cpus(const struct system *system, uint32_t cpu)
{
	const struct bulkhead_manifest *m = system->manifest;
	bool *shares = zalloc((size_t)m->cpu_count, sizeof(*shares));
	uint32_t cpus = 0;

	for (uint32_t i = 0; i < m->vcpu_count; i++) {
		uint32_t vm = system->vcpus[i].vm;
		bool here = false;

		if (vm >= m->vm_count || system->vcpus[i].cpu >= m->cpu_count)
			continue;
		for (uint32_t k = 0; k < system->vms[vm].vcpus.count && !here; k++) {
			uint32_t vcpu = system->vms[vm].vcpus.first + k;

			here = vcpu < m->vcpu_count && system->vcpus[vcpu].cpu == cpu;
		}
		if (here && system->vcpus[i].cpu != cpu)
			shares[system->vcpus[i].cpu] = true;
	}
	for (uint32_t c = 0; c < m->cpu_count; c++)
		cpus += shares[c];
	free(shares);
	return cpus;
}

uint64_t core_masked_ns(const struct system *system, uint32_t cpu)
{
	uint64_t longest = larger(life_ns(system, cpu),
				  larger(broadcasts_ns(system, cpu), evictions_ns(system, cpu)));

	return INSTRUCTIONS_NS(TIMING_MASKED_INSTRUCTIONS) + longest +
	       sharing_cpus(system, cpu) * INSTRUCTIONS_NS(TIMING_SHARED_INSTRUCTIONS);
}
