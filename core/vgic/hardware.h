/* SPDX-License-Identifier: BSD-3-Clause */
/* The physical side of interrupts that a VM owns. With the VM's vgic_lock held. */
#pragma once
#include "vgic/interrupts.h"

/* Enable the physical interrupts of the SPIs `bits` of `b`, routed to each one's target; or disable them. */
void vgic_hardware_enable(struct vcpu *v, struct vgic_bank *b, uint32_t bits);
void vgic_hardware_disable(struct vgic_bank *b, uint32_t bits);
/* Give the interrupts `bits`, which are acknowledged and wait, back to the physical controller. Bank 0 is that of `v`. */
void vgic_hardware_release(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits);
/* ICPENDR of the SPIs `bits`: clear the latches of the physical interrupts, too. */
void vgic_hardware_clear(const struct vgic_bank *b, uint32_t bits);
/* Is physical interrupt `intid` of this core level-sensitive, and its line low? */
bool vgic_hardware_is_low(uint32_t intid);
/* Interrupts of the bank whose physical ones are pending, as far as this core can tell. */
uint32_t vgic_hardware_pending(struct vcpu *v, const struct vgic_bank *b, unsigned bank);
/* Give back waiting interrupts whose line is low again. */
void vgic_hardware_drop(struct vcpu *v, struct vgic_bank *b, unsigned bank);
