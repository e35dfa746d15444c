/* SPDX-License-Identifier: BSD-3-Clause */
/* List registers of the virtual interrupt controller. With the VM's vgic_lock held. */
#pragma once
#include "machine/gic.h"
#include "vgic/interrupts.h"

/* A set of a VM's vCPUs whose cores must look at their list registers: bit `index % 64`. vm_notify() tells them. */
typedef uint64_t vgic_notify;

/* Something about the interrupts `bits` changed: returns who must look. `v` owns bank 0. */
vgic_notify vgic_note(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits);
static inline vgic_notify vgic_changed(struct vcpu *v, struct vgic_bank *b, unsigned bank,
				       uint32_t bits)
{
	bits &= vgic_listable(b, v->vm_state->vgic_enabled) | b->listed;
	return bits ? vgic_note(v, b, bank, bits) : 0;
}
/* All that is pending for any vCPU of the VM must be looked at again. */
vgic_notify vgic_changed_all(struct vcpu *v);
/* List register `n` of `v` is free again. */
vgic_notify vgic_release_lr(struct vcpu *v, unsigned n);
/* Bring the list registers of `v`, which is loaded here, up to date; returns who else must look. */
vgic_notify vgic_update_lrs(struct vcpu *v);
/*
 * The common case: private interrupt `i` becomes pending for `v`, which is loaded on this core, and has its former
 * list register or finds a free one. `link`: ICH_LR_HW and the physical interrupt, which then was deactivated, so its former
 * list register is free; or else the source of the SGI. False: nothing was done. Needs no lock: only this core changes
 * what is listed here, and nothing else is written.
 */
static inline bool vgic_list_private(struct vcpu *v, unsigned i, uint64_t link)
{
	struct vgic_vcpu *g = &v->vgic;
	struct vgic_bank *b = &g->private;
	uint64_t group = b->group >> i & 1, lr;
	unsigned n = b->holder[i];

	if (!(b->enabled >> i & 1) || !(v->vm_state->vgic_enabled >> group & 1))
		return false;
	if (!(b->listed >> i & 1)) {
		uint32_t free = gic_lr_mask & ~g->interface.used;

		if (!free)
			return false;
		n = (unsigned)__builtin_ctz(free);
		b->holder[i] = (uint16_t)n;
		b->listed |= 1u << i;
		g->interface.used |= 1u << n;
	} else if (!(link & ICH_LR_HW) && !(gic->finished() >> n & 1)) {
		return false;
	}
	lr = link | ICH_LR_PENDING | group * ICH_LR_GROUP1 |
	     (uint64_t)b->priority[i] << ICH_LR_PRIORITY_SHIFT | i;
	g->interface.lr[n] = lr;
	gic->write_lr(n, lr);
	return true;
}
/* Which interrupts of the bank have `state` (ICH_LR_PENDING or ICH_LR_ACTIVE). */
uint32_t vgic_read_state(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint64_t state,
			 vgic_notify *who);
