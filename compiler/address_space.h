/* SPDX-License-Identifier: BSD-3-Clause */
/* A VM's address space (IPA): where it sees what. */
#pragma once
#include "system.h"

/* Loads the images and gives everything that a VM sees an address in it. Before placement. */
void address_spaces_make(struct system *system);
/* Stack `index` of a Skiff VM: its vCPUs' first, then one for each vCPU of its clients in order. */
uint64_t address_space_stack_top(const struct vm *vm, uint32_t index);
