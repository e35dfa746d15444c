/* SPDX-License-Identifier: BSD-3-Clause */
/* List registers of the virtual interrupt controller. With the VM's vgic_lock held. */
#pragma once
#include "machine/gic.h"
#include "vgic/waiting.h"

/* ICH_HCR_EL2 of every vCPU; GICv2 has no TDIR. */
#define VGIC_HCR (ICH_HCR_EN | ICH_HCR_TDIR)

#define VGIC_TOLD_AT_ONCE 8 /* vCPUs that one access tells to look; the rest follows later */

/* Free list register `n` of `v`. */
vgic_notify vgic_release_lr(struct vcpu *v, unsigned n);
/* Bring the list registers of `v`, which is loaded here, up to date. @return the other vCPUs that must look */
vgic_notify vgic_update_lrs(struct vcpu *v);
/*
 * The common case: make private interrupt `i` pending for `v`, which is loaded on this core, in its former list register
 * or a free one. `link`: the source of an SGI; or ICH_LR_HW and the physical interrupt, which was deactivated, so a
 * former list register that was linked to it is free, too. False: nothing was done.
 * Needs no lock, since only this core changes its list registers, and nothing else is written.
 */
static inline bool vgic_list_private(struct vcpu *v, unsigned i, uint64_t link)
{
	struct vgic_vcpu *g = &v->vgic;
	struct vgic_bank *b = &g->private;
	uint64_t group = b->group >> i & 1, lr;
	unsigned n = b->holder[i];

	if (!(g->direct >> i & 1))
		return false;
	if (!(b->listed >> i & 1)) {
		uint32_t free = gic_lr_mask & ~g->interface.used;

		if (!free)
			return false;
		n = (unsigned)__builtin_ctz(free);
		b->holder[i] = (uint16_t)n;
		b->listed |= 1u << i;
		g->interface.used |= 1u << n;
	} else if (link & ICH_LR_HW ? !(g->interface.lr[n] & ICH_LR_HW)
				    : !(gic->finished() >> n & 1)) {
		return false;
	}
	if (!(link & ICH_LR_HW))
		b->latched |= 1u << i;
	lr = link | ICH_LR_PENDING | group * ICH_LR_GROUP1 |
	     (uint64_t)b->priority[i] << ICH_LR_PRIORITY_SHIFT | i;
	g->interface.lr[n] = lr;
	gic->write_lr(n, lr);
	return true;
}
/*
 * The interrupts of the bank that are pending or active, as last known. The state in this core's list registers is known
 * after vgic_update_lrs() with VGIC_WORK_LISTED.
 */
uint32_t vgic_read_pending(struct vcpu *v, const struct vgic_bank *b, unsigned bank);
uint32_t vgic_read_active(struct vcpu *v, const struct vgic_bank *b, unsigned bank);
