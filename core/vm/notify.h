/* SPDX-License-Identifier: BSD-3-Clause */
/* Inform the cores of the vCPUs that the virtual interrupt controller returns (vgic_notify). */
#pragma once
#include "vgic/inject.h"
#include "vgic/vgic.h"

/* Make the cores of the vCPUs `who` of `vm` look at their interrupts. Any context. */
void vm_kick_all(const struct manifest_vm *vm, vgic_notify who);
static inline void vm_notify(const struct manifest_vm *vm, vgic_notify who)
{
	if (who)
		vm_kick_all(vm, who);
}
/* Change the line of the virtual interrupt `target`. Any context. */
void virq_set(const struct manifest_virq *target, enum vgic_level level);
