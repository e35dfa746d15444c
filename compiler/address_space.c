/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <string.h>
#include "address_space.h"
#include "diagnostics.h"
#include "guest.h"
#include "image.h"
#include "pci.h"
#include "table.h"
#include "virq.h"

#define SKIFF_DEFAULT KIB(64)

uint64_t address_space_stack_top(const struct vm *vm, uint32_t index)
{
	return vm->ram_ipa + vm->heap_size + (index + 1) * (PAGE + (uint64_t)vm->stack_size);
}

static void inject_into(struct vm *client, uint32_t interrupt)
{
	*LIST_ADD(&client->injected) = interrupt;
	virq_make_room(client, interrupt);
}

static void find_devices(struct system *system, struct vm *vm)
{
	for (size_t i = 0; i < vm->devices.count; i++) {
		struct board_device device;

		const char *name = vm->devices.items[i];
		const char *wrong = pci_is_function(name)
					? pci_device(system, name, &device)
					: board_device(&system->board, name, &device);

		if (wrong) {
			diag_error(vm->path, "devices", "%s", wrong);
			continue;
		}
		/*
		 * An extension has no vCPU to take interrupts: it polls its device, whose interrupts stay disabled.
		 */
		if (vm_is_extension(vm))
			device.interrupts.count = 0;
		*LIST_ADD(&vm->owned) = device;
		for (size_t n = 0; n < device.interrupts.count; n++)
			virq_make_room(vm, device.interrupts.items[n]);
		if (device.regions.items[0].base == GUEST_PL011)
			vm->pl011 = true;
	}
	for (size_t i = 0; i < vm->interrupts.count; i++)
		virq_make_room(vm, vm->interrupts.items[i]);
	if (vm->events)
		inject_into(vm, vm->events);
}

/* Lays out a Skiff VM: text and data in place, RAM and stacks where the image wants them. */
static void layout_skiff(struct system *system, struct vm *vm)
{
	uint64_t needed = 0, stacks = vm->vcpus;

	vm->skiff = true;
	if (vm->in_place)
		diag_error(vm->path, "in-place",
			   "is for raw binaries: a Skiff image always lies in place");
	vm->ram_ipa = BULKHEAD_RAM_IPA;
	for (size_t i = 0; i < vm->image->segments.count; i++) {
		const struct segment *s = &vm->image->segments.items[i];

		if (s->rights & BULKHEAD_RIGHT_WRITE) {
			if (needed)
				diag_error(vm->path, "image",
					   "%s has several writable segments, one is expected",
					   vm->image->path);
			vm->ram_ipa = s->vaddr & ~(PAGE - 1);
			needed = s->vaddr + s->memory_size - vm->ram_ipa;
			if (s->file_size && s->paddr == s->vaddr)
				diag_error(
				    vm->path, "image",
				    "the data of %s has no load address of its own, so there is "
				    "no pristine copy to start from",
				    vm->image->path);
		}
		if ((s->rights & BULKHEAD_RIGHT_WRITE) && (s->rights & DECLARED_EXECUTE))
			diag_error(vm->path, "image",
				   "%s has a segment that is writable and executable",
				   vm->image->path);
	}
	if (!vm->memory)
		vm->memory = ALIGN_UP(needed > SKIFF_DEFAULT ? needed : SKIFF_DEFAULT, PAGE);
	if (vm->memory < needed)
		diag_error(vm->path, "memory", "%" PRIu64 " bytes are too few, %s needs %" PRIu64,
			   vm->memory, vm->image->name, needed);
	for (size_t i = 0; i < vm->clients.count; i++)
		stacks += system->vms.items[vm->clients.items[i]].vcpus;
	vm->heap_size = vm->memory;
	vm->ram_size = vm->heap_size + stacks * vm->stack_size;
	vm->entry = vm->image->entry;
	vm->passive_entry = vm_is_extension(vm) ? vm->image->entry : vm->image->passive_entry;
	if (vm->kind == MANIFEST_VM_SERVICE && vm->clients.count && !vm->passive_entry)
		diag_error(vm->path, "image",
			   "%s has no symbol extension_entry, but VMs have routes to it",
			   vm->image->name);
	vm->bootinfo_blob = blob_add(system, vm->name, (struct bytes){(uint8_t[PAGE]){0}, PAGE});
}

static void layout_guest(struct system *system, struct vm *vm)
{
	vm->loader = true;
	vm->ram_ipa = vm->memory_ipa ? vm->memory_ipa : GUEST_RAM;
	vm->ram_size = vm->heap_size = vm->memory;
	if (!vm->memory) {
		diag_error(vm->path, "memory", "is missing: the size of the guest's RAM in bytes");
		vm->ram_size = vm->heap_size = MIB(64);
	}
	if (vm->kind == MANIFEST_VM_EXTENSION || vm->kind == MANIFEST_VM_SERVICE)
		diag_error(vm->path, "image", "a Skiff image is expected (linked at 0x%x)",
			   BULKHEAD_IMAGE_IPA);
	(void)system;
}

static uint64_t shared_ipa(struct vm *vm, uint64_t size)
{
	uint64_t ipa =
	    ALIGN_UP(vm->next_shared ? vm->next_shared : GUEST_SHARED, tables_alignment(size));

	vm->next_shared = ipa + size;
	return ipa;
}

/* Instead of an interrupt: any number but 0 says that there is a doorbell. */
#define NOTIFIED 1

static void layout_channel(struct system *system, struct channel *channel)
{
	if (channel->vm[0] == BULKHEAD_NONE || channel->vm[1] == BULKHEAD_NONE)
		return;
	for (int i = 0; i < 2; i++) {
		struct vm *vm = &system->vms.items[channel->vm[i]];

		channel->ipa[i] = shared_ipa(vm, channel->size);
		channel->index[i] = vm->channel_count++;
		if (channel->doorbells)
			channel->virq[i] = vm_is_extension(vm) ? NOTIFIED : virq_take(vm);
	}
}

static void layout_window(struct system *system, struct vm *vm, struct window *window)
{
	const struct vm *client;
	uint64_t base, limit;

	if (window->vm == BULKHEAD_NONE)
		return;
	client = &system->vms.items[window->vm];
	if (window->area && strcmp(window->area, "tee-shm")) {
		diag_error(window->path, "area", "\"%s\" is unknown, \"tee-shm\" is expected",
			   window->area);
		return;
	}
	base = window->area ? GUEST_TEE_SHM : client->ram_ipa;
	limit = window->area ? client->tee_shm : client->heap_size;
	if (window->area && !client->tee_shm) {
		diag_error(window->path, "area", "%s has no tee-shm", client->name);
		return;
	}
	if (window->whole || (window->area && !window->size)) {
		if (window->offset || window->size)
			diag_error(window->path, "whole",
				   "offset and size are for parts of the client's RAM");
		window->size = limit;
	}
	if (!window->size)
		diag_error(window->path, "size",
			   "is missing: `size' (and `offset'), or `whole', or `area' is expected");
	if (window->offset > limit || window->size > limit - window->offset)
		diag_error(window->path, "size",
			   "the window ends behind the %" PRIu64 " bytes of %s", limit,
			   client->name);
	window->client_ipa = base + window->offset;
	if (!(window->rights & BULKHEAD_RIGHT_DMA))
		window->ipa = shared_ipa(vm, window->size);
}

void address_spaces_make(struct system *system)
{
	for (size_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];
		const char *file = vm->linux_.present ? vm->linux_.kernel : vm->image_file;

		if (!vm_is_extension(vm))
			virq_make_room(vm, GUEST_PL011_IRQ);
		find_devices(system, vm);
		for (size_t r = 0; r < vm->routes.count; r++)
			if (vm->routes.items[r].class == MANIFEST_CLASS_MMIO &&
			    vm->routes.items[r].first <= GUEST_PL011 &&
			    vm->routes.items[r].last >= GUEST_PL011)
				vm->pl011 = true;
		if (!file)
			continue;
		vm->image = image_load(system, vm->path,
				       vm->linux_.present ? "linux/kernel" : "image", file);
		if (!vm->image)
			continue;
		vm->image_bytes = (uint32_t)vm->image->bytes.size;
		if (vm->image->kind == IMAGE_SKIFF && !vm->linux_.present)
			layout_skiff(system, vm);
		else
			layout_guest(system, vm);
		for (size_t n = 0; n < vm->injects.count; n++)
			if (vm->injects.items[n].vm != BULKHEAD_NONE)
				inject_into(&system->vms.items[vm->injects.items[n].vm],
					    vm->injects.items[n].interrupt);
	}
	pci_prepare(system);
	for (size_t i = 0; i < system->channels.count; i++)
		layout_channel(system, &system->channels.items[i]);
	for (size_t i = 0; i < system->registers.count; i++) {
		struct registers *r = &system->registers.items[i];

		r->ipa = shared_ipa(&system->vms.items[r->extension], r->size);
	}
	for (size_t i = 0; i < system->broadcasts.count; i++)
		for (size_t n = 0; n < system->broadcasts.items[i].vms.count; n++)
			*LIST_ADD(&system->broadcasts.items[i].virqs) =
			    virq_take(&system->vms.items[system->broadcasts.items[i].vms.items[n]]);
	for (size_t i = 0; i < system->vms.count; i++) {
		struct vm *vm = &system->vms.items[i];

		for (size_t w = 0; w < vm->windows.count; w++)
			layout_window(system, vm, &vm->windows.items[w]);
	}
	for (size_t i = 0; i < system->vms.count; i++)
		if (system->vms.items[i].image && system->vms.items[i].loader)
			guest_build(system, &system->vms.items[i]);
}
