/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * VMIDs. A guest's broadcast invalidation (TLBI VMALLE1IS) reaches every VM with the guest's VMID on any core, so each VM has
 * its own VMID while there are enough. With more VMs, TLB entries of two VMs on one core must be kept apart, by different
 * VMIDs or by an invalidation at every switch (MANIFEST_VM_VMID_SHARED). A return from an extension to its client doesn't
 * invalidate.
 */
#include <stdlib.h>
#include <string.h>
#include "architecture.h"
#include "checks.h"

#define VMIDS 256u /* 8 bits on Cortex-A53, A57 and A72; 0 is nobody's */

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
		return count; /* other checks report this */
	list[count] = (struct presence){system->vcpus[vcpu].cpu,
					system->vms[vm].vttbr_el2 >> VTTBR_VMID_SHIFT, vm};
	return count + 1;
}

/* Each VM must have its own VMID if there are enough. */
static void check_distinct(struct system *system)
{
	uint32_t owner[VMIDS];
	bool enough = system->manifest->vm_count < VMIDS;

	memset(owner, 0xff, sizeof(owner));
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		uint32_t vmid = system->vms[vm].vttbr_el2 >> VTTBR_VMID_SHIFT;

		if (!vmid || vmid >= VMIDS) {
			finding_add(system->findings, VERIFY_VMID, "VM %s has VMID %u",
				    system->names[vm], vmid);
			continue;
		}
		if (enough && owner[vmid] != BULKHEAD_NONE)
			finding_add(system->findings, VERIFY_VMID,
				    "VMs %s and %s have VMID %u: a TLB invalidation by one reaches "
				    "the other on all cores",
				    system->names[owner[vmid]], system->names[vm], vmid);
		if (enough && system->vms[vm].flags & MANIFEST_VM_VMID_SHARED)
			finding_add(system->findings, VERIFY_VMID,
				    "VM %s is marked to share its VMID, and shares it with nobody",
				    system->names[vm]);
		owner[vmid] = vm;
	}
}

void check_vmids(struct system *system)
{
	const struct bulkhead_manifest *m = system->manifest;
	struct presence *list = zalloc((size_t)m->vcpu_count + m->activation_count, sizeof(*list));
	size_t count = 0;

	check_distinct(system);
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
		    system->vms[client].vttbr_el2 >> VTTBR_VMID_SHIFT ==
			system->vms[extension].vttbr_el2 >> VTTBR_VMID_SHIFT)
			finding_add(system->findings, VERIFY_VMID,
				    "VM %s has the VMID of %s, which it calls",
				    system->names[client], system->names[extension]);
	}
}
