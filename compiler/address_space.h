/* SPDX-License-Identifier: BSD-3-Clause */
/* A VM's address space: the IPA of everything that the VM sees. */
#pragma once
#include "system.h"

/* Loads the images and assigns an IPA to everything that a VM sees. Call before placement. */
void address_spaces_make(struct system *system);
/* Top (IPA) of stack `index` of a Skiff VM: first the stacks of its vCPUs, then one for each vCPU of its clients, in order. */
uint64_t address_space_stack_top(const struct vm *vm, uint32_t index);
