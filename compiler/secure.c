/* SPDX-License-Identifier: BSD-3-Clause */
#include <bulkhead/secure_world.h>
#include "image.h"
#include "secure.h"
#include "stage2.h"

/* OP-TEE's optee_smc.h: notices of the hypervisor, a1 = VM id, a7 = 0. */
#define OPTEE_VM_CREATED   0xb200000du
#define OPTEE_VM_DESTROYED 0xb200000eu
#define PARTITION_OPTEE	   1
#define TEE_DYNAMIC	   2
#define CALL_CELLS	   8

static struct manifest_slice add_cells(struct secure_calls *calls, const struct cells *cells)
{
	struct manifest_slice slice = {(uint32_t)calls->list.count,
				       (uint32_t)cells->count / CALL_CELLS};

	for (uint32_t i = 0; i < slice.count; i++) {
		struct manifest_secure_call *call = LIST_ADD(&calls->list);

		for (unsigned n = 0; n < CALL_CELLS; n++)
			call->args[n] = cells->items[i * CALL_CELLS + n];
	}
	return slice;
}

static struct manifest_slice add_notice(struct secure_calls *calls, uint32_t function, uint32_t id)
{
	*LIST_ADD(&calls->list) = (struct manifest_secure_call){{function, id}};
	return (struct manifest_slice){(uint32_t)calls->list.count - 1, 1};
}

void secure_add_vm(struct secure_calls *calls, const struct vm *vm, struct manifest_vm *entry)
{
	bool partition = vm->partition == PARTITION_OPTEE && vm->secure_id;

	if (vm->secure_start.count)
		entry->secure_start = add_cells(calls, &vm->secure_start);
	else if (partition)
		entry->secure_start = add_notice(calls, OPTEE_VM_CREATED, vm->secure_id);
	if (vm->secure_stop.count)
		entry->secure_stop = add_cells(calls, &vm->secure_stop);
	else if (partition)
		entry->secure_stop = add_notice(calls, OPTEE_VM_DESTROYED, vm->secure_id);
}

static void allow(struct secure_calls *calls, uint32_t id, uint64_t base, uint64_t size)
{
	if (size)
		*LIST_ADD(&calls->list) =
		    (struct manifest_secure_call){{SECURE_WORLD_MEM_ALLOW, id, base, size}};
}

/* Allows an extension's own memory, without the holes below its threads' stacks. */
static void allow_memory(struct secure_calls *calls, uint32_t id, const struct vm *vm)
{
	for (uint64_t i = 0; i <= vm->image->stacks.count; i++) {
		struct bulkhead_range part = stage2_memory(vm, i);

		allow(calls, id, vm->ram_pa + (part.base - vm->ram_ipa), part.size);
	}
}

void secure_add_boot(struct secure_calls *calls, const struct system *system)
{
	calls->boot.first = (uint32_t)calls->list.count;
	for (size_t i = 0; i < system->vms.count; i++) {
		const struct vm *vm = &system->vms.items[i];

		if (!vm->secure_id)
			continue;
		if (vm->tee == TEE_DYNAMIC)
			allow(calls, vm->secure_id, vm->ram_pa, vm->ram_size);
		allow(calls, vm->secure_id, vm->tee_shm_pa, vm->tee_shm);
		/* The memory of its mediator: OP-TEE reads the mediator's copies of messages in it. */
		for (size_t e = 0; e < system->vms.count; e++) {
			const struct vm *extension = &system->vms.items[e];

			for (size_t c = 0; c < extension->clients.count; c++)
				if (extension->clients.items[c] == vm->id &&
				    extension->secure_calls.count)
					allow_memory(calls, vm->secure_id, extension);
		}
	}
	if (calls->list.count > calls->boot.first)
		*LIST_ADD(&calls->list) = (struct manifest_secure_call){{SECURE_WORLD_MEM_SEAL}};
	calls->boot.count = (uint32_t)calls->list.count - calls->boot.first;
}
