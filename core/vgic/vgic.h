/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual interrupt controller of a vCPU on its core. A function that changes an interrupt returns the vCPUs
 * whose cores must look; the caller tells them (vm_notify()).
 */
#pragma once
#include "vgic/lists.h"

/* `v` is loaded here: bring list registers up to date (after a kick, a maintenance interrupt, an injection). */
vgic_notify vgic_flush(struct vcpu *v);
/* The rest of vgic_load() and of vgic_save() if interrupts are pending or active, or wait for list registers. */
vgic_notify vgic_resume(struct vcpu *v);
vgic_notify vgic_suspend(struct vcpu *v);
/*
 * Load the interrupts of `v`, which runs on this core next, into the core's list registers. Usually there is nothing to do, and no
 * lock to take: only the core on which `v` is loaded lists its interrupts, and a core that makes another interrupt pending in the
 * meantime kicks this one. A private interrupt that has ended stays listed until its list register is needed, but isn't
 * loaded.
 */
static inline vgic_notify vgic_load(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;

	g->interface.hcr = VGIC_HCR;
	g->loaded = 1;
	gic->load(&g->interface);
	return g->kept | g->levels | g->work ? vgic_resume(v) : 0;
}
/* Save them again, with the active state of hardware-linked timer interrupts. */
static inline vgic_notify vgic_save(struct vcpu *v)
{
	struct vgic_vcpu *g = &v->vgic;
	/* Handle ends that the hardware has counted (EOIcount). */
	vgic_notify who = g->spilled_levels ? vgic_flush(v) : 0;
	uint64_t lrs = gic->save(&g->interface) & GIC_LR_ATTENTION;

	g->loaded = g->kept = 0;
	if (lrs | g->private.held | g->private.linked | g->spilled_levels)
		who |= vgic_suspend(v);
	return who;
}

/* Is an enabled interrupt pending for `v` (for WFI and wake-up)? If `v` is loaded on this core, list registers count, too. */
bool vgic_pending(struct vcpu *v);
/* Is surely none pending for `v`, which is loaded here? No lock: a core that makes one pending kicks this one afterwards. */
static inline bool vgic_quiet(const struct vcpu *v)
{
	const struct vgic_vcpu *g = &v->vgic;

	return !(g->levels | g->work) && !(g->interface.used & ~gic->finished());
}

/* Release the lock of v's VM; `who` must look. The vCPU loaded on this core looks at once. @return the others */
vgic_notify vgic_unlock_changed(struct vcpu *v, vgic_notify who);
static inline vgic_notify vgic_unlock(struct vcpu *v, vgic_notify who)
{
	if (who)
		return vgic_unlock_changed(v, who);
	spin_unlock(&v->vm_state->vgic_lock);
	return 0;
}
