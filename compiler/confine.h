/* SPDX-License-Identifier: BSD-3-Clause */
/* The constants that confine a VM: register values, VMIDs, masks of ID registers. */
#pragma once
#include "system.h"

/*
 * Gives each VM a VMID: its own while there are enough, since a guest's broadcast TLB maintenance reaches all VMs with its
 * VMID; else a VMID that is unique on each of the VM's cores. A VM without a unique VMID is marked.
 */
void confine_vmids(struct system *system);
/* Fills in the register values of a VM's manifest entry. */
void confine_registers(const struct system *system, const struct vm *vm, struct manifest_vm *entry);
/* AND-masks of the ID registers, MANIFEST_ID_REGISTERS of them. */
extern const uint64_t confine_id_masks[MANIFEST_ID_REGISTERS];
