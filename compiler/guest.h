/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest that is loaded: its ROM area (stub, loader information, device tree, pristine images). */
#pragma once
#include "system.h"

/* Builds the guest's device tree and loader information. After layout, before placement. */
void guest_build(struct system *system, struct vm *vm);
/* Adds the mappings of its ROM and RAM. */
void guest_map(struct system *system, struct vm *vm);
/* The guest's device tree (see guest_tree.c). initrd_end 0: none. */
struct bytes guest_tree(const struct system *system, const struct vm *vm, uint64_t initrd,
			uint64_t initrd_end);
