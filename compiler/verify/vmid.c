/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * VMIDs: TLB entries of two VMs on one core must be told apart, by the VMID or by invalidating on
 * every switch (MANIFEST_VM_VMID_SHARED). The way back from an extension to its client is no such switch.
 */
#include <stdlib.h>
#include "checks.h"

/* VM `vm` may run on CPU `cpu`, tagged with `vmid`. */
struct presence {
	uint32_t cpu, vmid, vm;
};

static int by_cpu_and_vmid(const void *a, const void *b)
{
	const struct presence *x = a, *y = b;

	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	if (x->vmid != y->vmid)
		return x->vmid < y->vmid ? -1 : 1;
	return x->vm < y->vm ? -1 : x->vm > y->vm;
}

static size_t add(struct system *system, struct presence *list, size_t count, uint32_t vcpu,
		  uint32_t vm)
{
	if (vcpu >= system->manifest->vcpu_count || vm >= system->manifest->vm_count)
		return count; /* found by other checks */
	list[count] =
	    (struct presence){system->vcpus[vcpu].cpu, system->vms[vm].vttbr_el2 >> 48, vm};
	return count + 1;
}

void check_vmids(struct system *system)
{
	const struct bulkhead_manifest *m = system->manifest;
	struct presence *list = zalloc((size_t)m->vcpu_count + m->activation_count, sizeof(*list));
	size_t count = 0;

	for (uint32_t i = 0; i < m->vcpu_count; i++)
		count = add(system, list, count, i, system->vcpus[i].vm);
	for (uint32_t i = 0; i < m->activation_count; i++)
		count = add(system, list, count, system->activations[i].vcpu,
			    system->activations[i].extension);
	qsort(list, count, sizeof(*list), by_cpu_and_vmid);
	for (size_t i = 1; i < count; i++) {
		const struct presence *a = &list[i - 1], *b = &list[i];

		if (a->cpu == b->cpu && a->vmid == b->vmid && a->vm != b->vm &&
		    !(system->vms[a->vm].flags & system->vms[b->vm].flags &
		      MANIFEST_VM_VMID_SHARED))
			finding_add(system->findings, VERIFY_VMID,
				    "VMs %s and %s have VMID %u on CPU %u, not both marked",
				    system->names[a->vm], system->names[b->vm], a->vmid, a->cpu);
	}
	free(list);
	for (uint32_t i = 0; i < m->activation_count; i++) {
		uint32_t vcpu = system->activations[i].vcpu,
			 extension = system->activations[i].extension;
		uint32_t client = vcpu < m->vcpu_count ? system->vcpus[vcpu].vm : m->vm_count;

		if (client < m->vm_count && extension < m->vm_count &&
		    system->vms[client].vttbr_el2 >> 48 == system->vms[extension].vttbr_el2 >> 48)
			finding_add(system->findings, VERIFY_VMID,
				    "VM %s has the VMID of %s, which it calls",
				    system->names[client], system->names[extension]);
	}
}
