/* SPDX-License-Identifier: BSD-3-Clause */
/* The switch of a core from one vCPU to another: all state of the core that belongs to a vCPU. */
#pragma once
#include "sched/sched.h"

/* Save all state of the loaded vCPU except the general registers. Afterwards no vCPU is loaded. */
void switch_out(struct cpu *c);
/* Load `v`, and save the vCPU that is loaded, if any. */
void switch_to(struct cpu *c, struct vcpu *v);
/* Choose the vCPU that runs next, and load it. NULL: none is ready, and the loaded one stays loaded. */
static inline struct vcpu *switch_next(struct cpu *c)
{
	struct vcpu *next = sched_next(c);

	if (next && next != c->loaded)
		switch_to(c, next);
	return next;
}
