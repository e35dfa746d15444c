/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Integrity levels: a VM depends on its extensions, on VMs that may write its memory or stop it, and on the owner of an
 * unconfined bus master. None of these may have a lower ASIL unless the description accepts it. Also the VMs' privileges.
 */
#include <inttypes.h>
#include "boot_page.h"
#include "checks.h"
#include "lookup.h"

#define ASIL_MAX 4
#define VM_FLAGS                                                            \
	(MANIFEST_VM_AUTOSTART | MANIFEST_VM_CONTROL | MANIFEST_VM_LOADER | \
	 MANIFEST_VM_KEEPALIVE | MANIFEST_VM_VMID_SHARED | MANIFEST_VM_WATCHDOG)

static const char *asil_name(unsigned asil)
{
	static const char *const names[] = {"QM", "A", "B", "C", "D"};

	return asil <= ASIL_MAX ? names[asil] : "?";
}

static void depends(struct system *system, uint32_t vm, uint32_t on, const char *why)
{
	if (vm == on || system->vms[on].asil >= system->vms[vm].asil ||
	    system->declared_vms[vm].accept & DECLARED_ACCEPT_ASIL)
		return;
	finding_add(system->findings, VERIFY_ASIL, "VM %s (%s) depends on %s (%s): %s",
		    system->names[vm], asil_name(system->vms[vm].asil), system->names[on],
		    asil_name(system->vms[on].asil), why);
}

/* The VM of lowest integrity among those that everyone depends on. */
static uint32_t lowest(const struct system *system, uint32_t best, uint32_t candidate)
{
	return best == BULKHEAD_NONE || system->vms[candidate].asil < system->vms[best].asil
		   ? candidate
		   : best;
}

static void check_routes_of(struct system *system, uint32_t vm)
{
	for (unsigned class = 0; class < MANIFEST_CLASS_COUNT; class ++) {
		struct manifest_slice slice = system->vms[vm].routes[class];

		for (uint32_t i = 0; i < slice.count; i++) {
			uint32_t on = system->routes[slice.first + i].extension;

			if (on < system->manifest->vm_count)
				depends(system, vm, on, "it answers the VM's exceptions");
		}
	}
	for (uint32_t i = 0; i < system->vms[vm].calls.count; i++) {
		uint32_t on = system->routes[system->vms[vm].calls.first + i].extension;

		if (on < system->manifest->vm_count)
			depends(system, vm, on, "it answers the extension's calls");
	}
}

static void check_lifecycle(struct system *system, uint32_t id)
{
	const struct manifest_vm *vm = &system->vms[id];
	bool passive = vm->kind == MANIFEST_VM_EXTENSION;
	uint64_t entry = passive ? vm->passive_entry : vm->entry;

	if (vm->kind > MANIFEST_VM_SERVICE || vm->asil > ASIL_MAX ||
	    vm->on_fault > MANIFEST_POLICY_RESTART || vm->on_reset > MANIFEST_POLICY_RESTART ||
	    vm->flags & ~VM_FLAGS)
		finding_add(system->findings, VERIFY_LIFECYCLE,
			    "VM %s: kind %u, ASIL %u, policies %u and %u or flags 0x%x",
			    system->names[id], vm->kind, vm->asil, vm->on_fault, vm->on_reset,
			    vm->flags);
	if (vm->kind == MANIFEST_VM_GUEST && (vm->passive_entry || vm->passive_hcr_el2))
		finding_add(system->findings, VERIFY_LIFECYCLE,
			    "VM %s is a guest but has a passive entry", system->names[id]);
	if (passive && vm->flags & (MANIFEST_VM_CONTROL | MANIFEST_VM_LOADER))
		finding_add(system->findings, VERIFY_LIFECYCLE,
			    "VM %s is an extension and can neither control nor load",
			    system->names[id]);
	if (!passive && vm->flags & MANIFEST_VM_WATCHDOG)
		finding_add(system->findings, VERIFY_LIFECYCLE,
			    "VM %s has no clients whose watchdogs it could set", system->names[id]);
	if (entry % 4 || !system_maps(system, id, entry, 4, DECLARED_EXECUTE))
		finding_add(system->findings, VERIFY_LIFECYCLE,
			    "VM %s: its entry 0x%" PRIx64 " isn't executable", system->names[id],
			    entry);
	if (vm->max_restarts && !vm->restart_window_us)
		finding_add(system->findings, VERIFY_LIFECYCLE,
			    "VM %s: restarts are counted in no window", system->names[id]);
	if (!passive && ((vm->gicd_ipa | vm->gicr_ipa) & PAGE_MASK ||
			 system_maps_any(system, id, vm->gicd_ipa, 0x10000) ||
			 (system->manifest->board.gic_version == 3 &&
			  system_maps_any(system, id, vm->gicr_ipa, vm->vcpus.count * 0x20000ull))))
		finding_add(system->findings, VERIFY_GIC_EXPOSED,
			    "VM %s: its virtual interrupt controller at 0x%" PRIx64
			    " is mapped memory",
			    system->names[id], vm->gicd_ipa);
}

/*
 * Checks a VM whose devices, behind an SMMU, reach windows of other VMs. A device that isn't behind an SMMU reaches
 * everything.
 */
static void check_windows_of(struct system *system, uint32_t vm)
{
	struct boot_page page;
	struct bulkhead_window w;

	if (!system->vms[vm].streams.count || !boot_page_open(system, vm, &page))
		return;
	for (uint32_t i = 0; boot_page_window(&page, i, &w); i++)
		if ((w.rights & BULKHEAD_RIGHT_DMA) && !(w.rights & BULKHEAD_RIGHT_READ) &&
		    w.client < system->manifest->vm_count)
			depends(system, w.client, vm, "its devices may write the VM's memory");
}

void check_trust(struct system *system)
{
	uint32_t controller = BULKHEAD_NONE, master = BULKHEAD_NONE, mover = BULKHEAD_NONE;

	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		check_lifecycle(system, vm);
		check_routes_of(system, vm);
		check_windows_of(system, vm);
		if (system->vms[vm].flags & MANIFEST_VM_CONTROL)
			controller = lowest(system, controller, vm);
	}
	for (uint32_t i = 0; i < system->declared->region_count; i++) {
		const struct declared_region *region = &system->regions[i];

		if (region->kind == DECLARED_WINDOW && region->rights & BULKHEAD_RIGHT_WRITE &&
		    region->owner < system->manifest->vm_count)
			depends(system, region->owner, region->vm, "it may write the VM's memory");
	}
	for (uint32_t i = 0; i < system->declared->device_count; i++)
		if (system->devices[i].dma && system->devices[i].vm < system->manifest->vm_count)
			master = lowest(system, master, system->devices[i].vm);
	for (uint32_t i = 0; i < system->declared->device_count; i++)
		if (device_pci_part(&system->devices[i]) == PCI_PART_CONFIGURATION &&
		    system->devices[i].vm < system->manifest->vm_count)
			mover = lowest(system, mover, system->devices[i].vm);
	for (uint32_t i = 0; mover != BULKHEAD_NONE && i < system->declared->device_count; i++)
		if (device_pci_part(&system->devices[i]) == PCI_PART_FUNCTION &&
		    system->devices[i].vm < system->manifest->vm_count)
			depends(system, system->devices[i].vm, mover,
				"it may move the registers of PCI functions");
	for (uint32_t vm = 0; vm < system->manifest->vm_count; vm++) {
		if (controller != BULKHEAD_NONE)
			depends(system, vm, controller, "it may stop every VM");
		if (master != BULKHEAD_NONE)
			depends(system, vm, master, "its bus master reaches all memory");
	}
}
