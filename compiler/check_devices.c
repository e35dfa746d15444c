/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <string.h>
#include <arm/mhu.h>
#include <arm/scmi.h>
#include "check_devices.h"
#include "diagnostics.h"
#include "pci.h"

#define INTIDS 1020

/* Do the device's registers and the range share a page? Stage 2 maps whole pages. */
static bool pages_meet(const struct board_device *device, uint64_t base, uint64_t size)
{
	for (size_t i = 0; i < device->regions.count; i++) {
		const struct bulkhead_range *r = &device->regions.items[i];

		if (r->size && size && r->base / PAGE <= (base + size - 1) / PAGE &&
		    base / PAGE <= (r->base + r->size - 1) / PAGE)
			return true;
	}
	return false;
}

static bool devices_meet(const struct board_device *a, const struct board_device *b)
{
	for (size_t i = 0; i < b->regions.count; i++)
		if (pages_meet(a, b->regions.items[i].base, b->regions.items[i].size))
			return true;
	return false;
}

void check_mmio(const struct system *system, const struct vm *vm, const struct route *route)
{
	struct bulkhead_range taken[] = {
	    {GUEST_GICD, GUEST_GICD_SIZE},
	    {GUEST_GICR,
	     system->board.manifest.gic_version == 3 ? GUEST_GICR_STRIDE * vm->vcpus : 0},
	    {vm->ram_ipa, vm->ram_size},
	};

	for (size_t i = 0; i < COUNT_OF(taken); i++)
		if (taken[i].size && route->first < taken[i].base + taken[i].size &&
		    route->last >= taken[i].base)
			diag_error(route->path, "range", "it overlaps the VM's %s at 0x%" PRIx64,
				   i < 2 ? "interrupt controller" : "RAM", taken[i].base);
	for (size_t i = 0; i < vm->owned.count; i++)
		if (pages_meet(&vm->owned.items[i], route->first, route->last - route->first + 1))
			diag_error(route->path, "range", "it overlaps the VM's device %s",
				   vm->owned.items[i].path);
}

/* An extension that is the VM's SCMI or SCPI firmware: its shared memory is the only channel between the two. */
static void check_firmware(const struct system *system, const struct vm *vm,
			   const struct route *route)
{
	size_t shared = 0;

	for (size_t i = 0; i < system->channels.count; i++) {
		const struct channel *c = &system->channels.items[i];

		shared += c->uncached && !c->one_way &&
			  ((c->vm[0] == vm->id && c->vm[1] == route->target) ||
			   (c->vm[1] == vm->id && c->vm[0] == route->target));
	}
	if (shared != 1 && route->target != BULKHEAD_NONE)
		diag_error(route->path, "compatible",
			   "one channel, `uncached', between %s and %s is expected", vm->name,
			   system->vms.items[route->target].name);
}

/*
 * A route with `compatible` is a node of the VM's device tree. A virtio device may also have a Skiff client, which has no
 * tree: the short forms write the same properties for all clients.
 */
void check_compatible(const struct system *system, const struct vm *vm, const struct route *route)
{
	const struct vm *extension;
	bool raised = false;

	if (!route->compatible.count || route->class == ROUTE_UNKNOWN)
		return;
	if (route_is(route, SCMI_COMPATIBLE)) {
		if (route->class != MANIFEST_CLASS_SMC)
			diag_error(route->path, "compatible",
				   "\"" SCMI_COMPATIBLE "\" is for class smc");
		check_firmware(system, vm, route);
		return;
	}
	if (route_is(route, MHU_COMPATIBLE))
		check_firmware(system, vm, route);
	if (route->class != MANIFEST_CLASS_MMIO)
		diag_error(route->path, "compatible", "is for class mmio");
	else if (vm->image && !vm->loader && !route_is(route, "virtio,mmio"))
		diag_error(route->path, "compatible", "a Skiff image has no device tree");
	if (!route_is(route, "virtio,mmio") || route->target == BULKHEAD_NONE)
		return;
	extension = &system->vms.items[route->target];
	for (size_t i = 0; i < extension->injects.count; i++)
		raised |= extension->injects.items[i].vm == vm->id;
	if (!raised)
		diag_error(route->path, "compatible",
			   "a virtio device has an interrupt: a node in `inject' of %s is expected",
			   extension->name);
}

void check_device(const struct system *system, const struct vm *vm,
		  const struct board_device *device)
{
	const struct manifest_board *m = &system->board.manifest;

	if (device->is_gic || pages_meet(device, m->gicd, system->board.gicd_size) ||
	    pages_meet(device, system->board.gicr, system->board.gicr_size) ||
	    pages_meet(device, m->gicc, system->board.gicc_size) ||
	    pages_meet(device, m->gich, system->board.gich_size) ||
	    pages_meet(device, system->board.gicv, system->board.gicv_size))
		diag_error(vm->path, "devices", "%s is the core's interrupt controller",
			   device->path);
	/* A Skiff image learns its physical address from its boot page. */
	if (device->dma && vm->loader && vm->memory_at != vm->ram_ipa)
		diag_error(vm->path, "devices",
			   "%s is a bus master: it would reach other memory than the VM means, "
			   "unless `memory-at' and `memory-ipa' are the same address",
			   device->path);
	if (pci_is_configuration(device) && !vm_is_extension(vm))
		diag_error(
		    vm->path, "devices",
		    "%s can move the function's registers: an extension is expected as its owner",
		    device->path);
	for (size_t v = 0; v <= vm->id; v++) {
		const struct vm *other = &system->vms.items[v];

		for (size_t i = 0; i < other->owned.count; i++) {
			const struct board_device *taken = &other->owned.items[i];

			if (taken == device)
				break;
			if (!strcmp(taken->path, device->path))
				diag_error(vm->path, "devices",
					   "%s belongs to %s already, one owner is expected",
					   device->path, other->name);
			else if (other != vm && devices_meet(device, taken))
				diag_error(vm->path, "devices",
					   "%s shares a page with %s of %s: both need one owner",
					   device->path, taken->path, other->name);
		}
	}
}

static void take_irq(const struct system *system, const char **owners, const char *path,
		     const char *property, const char *name, uint32_t intid)
{
	if (intid >= system->board.manifest.irq_count)
		diag_error(path, property, "interrupt %u doesn't exist, %s has 0 to %u", intid,
			   system->board.name, system->board.manifest.irq_count - 1);
	else if (owners[intid])
		diag_error(path, property,
			   "interrupt %u belongs to %s already, one owner is expected", intid,
			   owners[intid]);
	else
		owners[intid] = name;
}

void check_interrupt_owners(const struct system *system)
{
	const char *owners[INTIDS + 4] = {NULL};

	for (size_t v = 0; v < system->vms.count; v++) {
		const struct vm *vm = &system->vms.items[v];

		for (size_t i = 0; i < vm->owned.count; i++)
			for (size_t n = 0; n < vm->owned.items[i].interrupts.count; n++)
				take_irq(system, owners, vm->path, "devices", vm->name,
					 vm->owned.items[i].interrupts.items[n]);
		for (size_t i = 0; i < vm->interrupts.count; i++)
			take_irq(system, owners, vm->path, "interrupts", vm->name,
				 vm->interrupts.items[i]);
		if (vm_is_extension(vm) && vm->interrupts.count)
			diag_error(vm->path, "interrupts", "an extension has no vCPU to take them");
	}
	for (size_t i = 0; i < system->broadcasts.count; i++)
		take_irq(system, owners, system->broadcasts.items[i].path, "interrupt",
			 system->broadcasts.items[i].name, system->broadcasts.items[i].interrupt);
}
