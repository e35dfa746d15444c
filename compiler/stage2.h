/* SPDX-License-Identifier: BSD-3-Clause */
/* A VM's stage-2 mappings and their tables. After placement. */
#pragma once
#include "system.h"
#include "table.h"

/* Makes vm->mappings, sorted by IPA, and appends the VM's tables. */
void stage2_build(struct system *system, struct vm *vm, struct tables *tables);
/*
 * Part `index` of a Skiff VM's memory, as IPAs; index: 0 to the number of its image's stacks. The page below each stack is a
 * hole, which separates two parts.
 */
struct bulkhead_range stage2_memory(const struct vm *vm, uint64_t index);
/* Attributes of a leaf for the mapping, without its type bits. */
uint64_t stage2_attributes(const struct mapping *m);
