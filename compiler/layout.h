/* SPDX-License-Identifier: BSD-3-Clause */
/* A VM's address space (IPA), and where its parts lie in physical memory. */
#pragma once
#include "place.h"
#include "system.h"

/* Loads the images and gives everything that a VM sees an address in it. Before placement. */
void layout_spaces(struct system *system);
/* Stack `index` of a Skiff VM: its vCPUs' first, then one for each vCPU of its clients in order. */
uint64_t layout_stack_top(const struct vm *vm, uint32_t index);
/* An unused virtual interrupt of a VM. */
uint32_t layout_virq(struct vm *vm);
/* Does `last` fit in the VM's virtual distributor? Makes it larger if not. */
void layout_need_virq(struct vm *vm, uint32_t last);
/* Places blobs, RAM, shared areas and channels behind the core, [load_address, core_end). */
void layout_place(struct system *system, uint64_t core_end);
/* The stage-2 mappings of a VM, sorted by IPA. After placement. */
void layout_mappings(struct system *system, struct vm *vm);
/* Part `index` of a Skiff VM's memory, 0 ... the number of its image's stacks: the page below each of these
 * stacks is a hole. Addresses are the VM's. */
struct bulkhead_range layout_memory(const struct vm *vm, uint64_t index);
