/* SPDX-License-Identifier: BSD-3-Clause */
/* Time: pinning, budgets and priorities of the vCPUs. */
#include <inttypes.h>
#include <stdlib.h>
#include "checks.h"

#define PRIORITY_MAX 63u

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

/* Every vCPU must stand only in its CPU's list; the lists must be adjacent. */
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

void check_schedule(struct system *system)
{
	check_vcpus(system);
	check_pinning(system);
	check_responses(system);
}
