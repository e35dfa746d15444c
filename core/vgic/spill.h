/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Active interrupts without a list register, because pending ones need the list registers. With the VM's vgic_lock
 * held; `v` is loaded here.
 */
#pragma once
#include "vgic/waiting.h"

/* Take the active interrupt out of list register value `lr`. False: impossible, since its end would not be seen. */
bool vgic_spill(struct vcpu *v, uint64_t lr);
/* End as many of these interrupts as the guest has ended. */
vgic_notify vgic_end_spilled(struct vcpu *v);
/* Clear the active state of the interrupts `bits`, which aren't listed. */
void vgic_deactivate(struct vgic_bank *b, uint32_t bits);
