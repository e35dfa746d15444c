/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Active interrupts without a list register, because pending ones need the list registers. With the VM's vgic_lock
 * held; `v` is loaded here.
 */
#pragma once
#include "vgic/waiting.h"

/* The active interrupt in list register value `lr` leaves it. False: it can't, since its end wouldn't be seen. */
bool vgic_spill(struct vcpu *v, uint64_t lr);
/* End as many as the guest has ended without a list register. */
vgic_notify vgic_end_spilled(struct vcpu *v);
/* The interrupts `bits`, which aren't listed, aren't active any more. */
void vgic_deactivate(struct vgic_bank *b, uint32_t bits);
