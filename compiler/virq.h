/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual interrupts of a VM. */
#pragma once
#include "system.h"

/* Takes an unused virtual interrupt; returns its INTID. */
uint32_t virq_take(struct vm *vm);
/* Makes the VM's virtual distributor large enough for INTID `last`. */
void virq_make_room(struct vm *vm, uint32_t last);
