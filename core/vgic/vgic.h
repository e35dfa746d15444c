/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual interrupt controller of a vCPU on its core. A function that changes an interrupt returns the vCPUs
 * whose cores must look; the caller tells them (vm_notify()).
 */
#pragma once
#include "vgic/lists.h"

/*
 * Load the interrupts of `v`, which runs on this core next, into the core's list registers; save them again, with the
 * active state of hardware-linked timer interrupts.
 */
vgic_notify vgic_load(struct vcpu *v);
vgic_notify vgic_save(struct vcpu *v);
/* `v` is loaded here: bring list registers up to date (after a kick, a maintenance interrupt, an injection). */
vgic_notify vgic_flush(struct vcpu *v);
/* Is an enabled interrupt pending for `v` (for WFI and wake-up)? If `v` is loaded on this core, list registers count, too. */
bool vgic_pending(struct vcpu *v);

/* Release the lock of v's VM; `who` must look. The vCPU loaded on this core looks at once. @return the others */
vgic_notify vgic_unlock_changed(struct vcpu *v, vgic_notify who);
static inline vgic_notify vgic_unlock(struct vcpu *v, vgic_notify who)
{
	if (who)
		return vgic_unlock_changed(v, who);
	spin_unlock(&v->vm_state->vgic_lock);
	return 0;
}
