/* SPDX-License-Identifier: BSD-3-Clause */
/* The switch of a core from one vCPU to another: all that it owns of the core. */
#pragma once
#include "sched/sched.h"

/* Save all state of the loaded vCPU but the general registers: nothing is loaded then. */
void switch_out(struct cpu *c);
/* Load `v` after another vCPU or none. */
void switch_to(struct cpu *c, struct vcpu *v);
/* Choose the vCPU that runs next, and load it. NULL: none is ready, and the loaded one stays loaded. */
static inline struct vcpu *switch_next(struct cpu *c)
{
	struct vcpu *next = sched_next(c);

	if (next && next != c->loaded)
		switch_to(c, next);
	return next;
}
