/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutations of the registers that confine a VM. */
#include <bulkhead/armv8.h>
#include "mutate.h"

static const uint64_t hcr_guards[] = {HCR_VM,	HCR_FMO,  HCR_IMO, HCR_AMO,  HCR_TSC,  HCR_TIDCP,
				      HCR_TID3, HCR_TACR, HCR_RW,  HCR_SWIO, HCR_TLOR, HCR_TERR};
static bool hcr_drop(struct mutant *m)
{
	const struct manifest_vm *vm = vm_of_kind(m, false);
	uint64_t bit = hcr_guards[mutant_random(m, sizeof(hcr_guards) / 8)];

	POKE(m, vm, hcr_el2, vm->hcr_el2 & ~bit);
	return true;
}
static bool hcr_add(struct mutant *m)
{
	const uint64_t bits[] = {HCR_TGE, HCR_E2H, BIT(32),    BIT(33), BIT(42),
				 BIT(46), HCR_ATA, HCR_EnSCXT, HCR_VI};
	const struct manifest_vm *vm = vm_of_kind(m, false);

	POKE(m, vm, hcr_el2, vm->hcr_el2 | bits[mutant_random(m, sizeof(bits) / 8)]);
	return true;
}
static bool passive_hcr(struct mutant *m)
{
	const uint64_t bits[] = {HCR_VM, HCR_TGE, HCR_DC, HCR_API, HCR_APK, HCR_ATA, HCR_E2H};
	const struct manifest_vm *vm = vm_of_kind(m, true);

	if (vm)
		POKE(m, vm, passive_hcr_el2,
		     vm->passive_hcr_el2 ^ bits[mutant_random(m, sizeof(bits) / 8)]);
	return vm;
}
static bool start_level(struct mutant *m)
{
	const struct manifest_vm *vm = any_vm(m);

	POKE(m, vm, vtcr_el2, vm->vtcr_el2 ^ BITS(1 + mutant_random(m, 3), 6));
	return true;
}
static bool address_size(struct mutant *m)
{
	const struct manifest_vm *vm = any_vm(m);

	POKE(m, vm, vtcr_el2, vm->vtcr_el2 + (mutant_random(m, 2) ? 1 : -1));
	return true;
}
static bool walk_attributes(struct mutant *m)
{
	const struct manifest_vm *vm = any_vm(m);

	POKE(m, vm, vtcr_el2, vm->vtcr_el2 ^ BIT(8 + mutant_random(m, 6)));
	return true;
}
static bool root_of_other(struct mutant *m)
{
	const struct manifest_vm *a = any_vm(m), *b = any_vm(m);

	if (a != b)
		POKE(m, a, vttbr_el2, b->vttbr_el2);
	return a != b;
}
static bool root_moved(struct mutant *m)
{
	const struct manifest_vm *vm = any_vm(m);

	POKE(m, vm, vttbr_el2, vm->vttbr_el2 + (mutant_random(m, 2) ? 2048 : PAGE_SIZE));
	return true;
}
static bool same_vmid(struct mutant *m)
{
	/* A guest shares its core with an extension that its own routes enter. */
	const struct manifest_vm *vm, *extension;
	const struct manifest_route *route = any_route(m, &vm, &extension);

	if (!route)
		return false;
	POKE(m, extension, vttbr_el2,
	     (extension->vttbr_el2 & VTTBR_BADDR_MASK) | (vm->vttbr_el2 & ~VTTBR_BADDR_MASK));
	POKE(m, extension, flags, extension->flags & ~MANIFEST_VM_VMID_SHARED);
	return true;
}
/* Two VMs on different CPUs get the same VMID: if one invalidates on all cores, it invalidates the other's entries. */
static bool vmid_of_any_other(struct mutant *m)
{
	const struct manifest_vm *a = any_vm(m), *b = any_vm(m);

	if (a != b)
		POKE(m, a, vttbr_el2,
		     (a->vttbr_el2 & VTTBR_BADDR_MASK) | (b->vttbr_el2 & ~VTTBR_BADDR_MASK));
	return a != b && m->system.manifest->vm_count < 256;
}
static bool vmid_of_nobody(struct mutant *m)
{
	const struct manifest_vm *vm = any_vm(m);

	POKE(m, vm, vttbr_el2, vm->vttbr_el2 & VTTBR_BADDR_MASK);
	return true;
}
/* The VMs are marked, but the core doesn't invalidate on the way back to a client. */
static bool vmid_of_client(struct mutant *m)
{
	const struct manifest_vm *vm, *extension;
	const struct manifest_route *route = any_route(m, &vm, &extension);

	if (!route)
		return false;
	for (uint32_t i = 0; i < m->system.manifest->vm_count; i++)
		if (&m->system.vms[i] == vm || &m->system.vms[i] == extension)
			POKE(m, &m->system.vms[i], flags,
			     m->system.vms[i].flags | MANIFEST_VM_VMID_SHARED);
	POKE(m, extension, vttbr_el2,
	     (extension->vttbr_el2 & VTTBR_BADDR_MASK) | (vm->vttbr_el2 & ~VTTBR_BADDR_MASK));
	return true;
}
static bool cptr(struct mutant *m)
{
	const uint64_t bits[] = {CPTR_TZ, CPTR_TSM, CPTR_TTA, CPTR_TAM};
	const struct manifest_vm *vm = any_vm(m);

	POKE(m, vm, cptr_el2, vm->cptr_el2 & ~bits[mutant_random(m, 4)]);
	return true;
}
static bool cptr_fp_of_extension(struct mutant *m)
{
	const struct manifest_vm *vm = vm_of_kind(m, true);

	if (vm)
		POKE(m, vm, cptr_el2, vm->cptr_el2 & ~CPTR_TFP);
	return vm;
}
static bool mdcr(struct mutant *m)
{
	const uint64_t bits[] = {MDCR_TPM, MDCR_TDA, MDCR_TDOSA, MDCR_TDRA, BIT(12), BIT(24)};
	const struct manifest_vm *vm = any_vm(m);

	POKE(m, vm, mdcr_el2, vm->mdcr_el2 ^ bits[mutant_random(m, 6)]);
	return true;
}
static bool physical_timer(struct mutant *m)
{
	const struct manifest_vm *vm = vm_of_kind(m, true);

	if (vm)
		POKE(m, vm, cnthctl_el2, vm->cnthctl_el2 | CNTHCTL_EL1PCEN);
	return vm;
}
static bool timer_controls(struct mutant *m)
{
	const struct manifest_vm *vm = any_vm(m);

	POKE(m, vm, cnthctl_el2, vm->cnthctl_el2 | 1ull << (2 + mutant_random(m, 18)));
	return true;
}
static bool show_sve(struct mutant *m)
{
	const uint64_t *mask = &m->system.id_masks[24];

	mutant_poke(m, mutant_manifest_offset(m, mask), *mask | BITS(1, 32), 8);
	return true;
}

#define M(name)             \
	{                   \
#name, name \
	}
const struct mutation register_mutations[] = {
    M(hcr_drop),       M(hcr_add),
    M(passive_hcr),    M(start_level),
    M(address_size),   M(walk_attributes),
    M(root_of_other),  M(root_moved),
    M(same_vmid),      M(vmid_of_any_other),
    M(vmid_of_nobody), M(vmid_of_client),
    M(cptr),	       M(cptr_fp_of_extension),
    M(mdcr),	       M(physical_timer),
    M(timer_controls), M(show_sve),
};
const unsigned register_mutation_count = sizeof(register_mutations) / sizeof(*register_mutations);
