/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts that wait for a list register, the most urgent first. With the VM's vgic_lock held. */
#pragma once
#include "vgic/interrupts.h"

/* A set of a VM's vCPUs whose cores must look at their list registers: bit `index`. vm_notify() tells them. */
typedef uint64_t vgic_notify;

static inline vgic_notify vgic_notify_one(const struct vcpu *v)
{
	return 1ull << v->config->index;
}

/* The interrupts `bits` have changed. @return the vCPUs that must look. `v` owns bank 0. */
vgic_notify vgic_note(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits);
static inline vgic_notify vgic_changed(struct vcpu *v, struct vgic_bank *b, unsigned bank,
				       uint32_t bits)
{
	bits &= vgic_raised(b, v->vm_state->vgic_enabled) | b->listed;
	return bits ? vgic_note(v, b, bank, bits) : 0;
}
/* Everything that is pending for any vCPU of the VM must be looked at again. */
vgic_notify vgic_changed_all(struct vcpu *v);

/* An interrupt that waits. */
struct vgic_waiting {
	struct vgic_bank *bank;
	unsigned number, i; /* bank 0 is that of the vCPU */
	unsigned steps;	    /* number of places (bank, priority) that may still be searched */
};
/* Find the most urgent interrupt that waits for `v`. False: none waits, or `steps` is 0 and the search must go on later. */
bool vgic_next_waiting(struct vcpu *v, struct vgic_waiting *w);
/* Have the vCPU's core build its notes anew when it looks; until then an interrupt may wait at any priority. */
static inline void vgic_rescan_later(struct vgic_vcpu *g)
{
	g->work |= VGIC_WORK_LISTED | VGIC_WORK_RESCAN;
	g->levels = ~0u;
	g->direct = 0;
}
void vgic_rescan(struct vcpu *v);
