/* SPDX-License-Identifier: BSD-3-Clause */
/* Fixed calls to the secure world: partitions of VMs, and the memory that it may touch for each. */
#pragma once
#include "system.h"

struct secure_calls {
	LIST(struct manifest_secure_call) list;
	struct manifest_slice boot;
};

/* The calls at a VM's start and stop: its description's, or those that its secure-partition
 * implies. */
void secure_add_vm(struct secure_calls *calls, const struct vm *vm, struct manifest_vm *entry);
/* The calls at boot: each partition's non-secure memory, then the seal (secure_world.h). */
void secure_add_boot(struct secure_calls *calls, const struct system *system);
