/* SPDX-License-Identifier: BSD-3-Clause */
/* Fixed calls to the secure world: partitions of VMs, and the memory that it may touch for each. */
#pragma once
#include "system.h"

struct secure_calls {
	LIST(struct manifest_secure_call) list;
	struct manifest_slice boot;
};

/* Adds the calls at a VM's start and stop: those of its description, or those that `secure-partition` implies. */
void secure_add_vm(struct secure_calls *calls, const struct vm *vm, struct manifest_vm *entry);
/* Adds the calls at boot: each partition's non-secure memory, then the seal (secure_world.h). */
void secure_add_boot(struct secure_calls *calls, const struct system *system);
