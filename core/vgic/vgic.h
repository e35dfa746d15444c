/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual interrupt controller of a vCPU on its core. A function that changes an interrupt returns the vCPUs
 * whose cores must look; the caller tells them (vm_notify()).
 */
#pragma once
#include "vgic/lists.h"

/* `v` is loaded here: bring list registers up to date (after a kick, a maintenance interrupt, an injection). */
vgic_notify vgic_flush(struct vcpu *v);
/* The rest of vgic_load() and of vgic_save() where interrupts are pending or active, or wait for list registers. */
vgic_notify vgic_resume(struct vcpu *v);
vgic_notify vgic_suspend(struct vcpu *v);
/*
 * Put the interrupts of `v` into this core's list registers, which it runs on next. Usually there is nothing to do, and
 * no lock to take: only the core on which `v` is loaded lists its interrupts, and a core that makes another interrupt
 * pending in the meantime kicks this one. A private interrupt that has ended stays listed, as it does while the vCPU is
 * loaded, until its list register is needed.
 */
static inline vgic_notify vgic_load(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	g->interface.hcr = VGIC_HCR;
	g->loaded = 1;
	gic->load(&g->interface);
	return g->kept | g->levels | g->work ? vgic_resume(v) : 0;
}
/* Take them back, with the active state of hardware-linked timer interrupts. */
static inline vgic_notify vgic_save(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	/* What ended without a list register counts in the hardware. */
	vgic_notify who = g->spilled_levels ? vgic_flush(v) : 0;
	uint64_t lrs = gic->save(&g->interface) & GIC_LR_ATTENTION;

	g->loaded = g->kept = 0;
	if (lrs | g->private.held | g->private.linked | g->spilled_levels)
		who |= vgic_suspend(v);
	return who;
}

/* An enabled interrupt is pending for `v` (for WFI and wake-up); list registers count where it is loaded on this core. */
bool vgic_pending(struct vcpu *v);
/*
 * Nothing is pending for `v`, which is loaded here, as vgic_pending() finds out at more cost. It needs no lock, since a
 * core that makes an interrupt pending kicks this one afterwards.
 */
static inline bool vgic_quiet(const struct vcpu *v)
{
	const struct vgic_vcpu *g = &v->vgic;

	return !(g->levels | g->work) && !(g->interface.used & ~gic->finished());
}

/* Give the lock of v's VM back when `who` must look. What is loaded on this core has looked then; returns the others. */
vgic_notify vgic_unlock_changed(struct vcpu *v, vgic_notify who);
static inline vgic_notify vgic_unlock(struct vcpu *v, vgic_notify who)
{
	if (who)
		return vgic_unlock_changed(v, who);
	spin_unlock(&v->vm_state->vgic_lock);
	return 0;
}
