/* SPDX-License-Identifier: BSD-3-Clause */
/* Ready queues of a core: a doubly linked list for each priority. Operations take the end at which they work. */
#pragma once
#include "vcpu/vcpu.h"

static inline void ready_insert(struct cpu *c, struct vcpu *v, enum ready_end end)
{
	unsigned p = v->priority;
	struct vcpu *neighbour = c->ready[end][p];

	v->ready[end] = NULL;
	v->ready[!end] = neighbour;
	if (neighbour)
		neighbour->ready[end] = v;
	else
		c->ready[!end][p] = v;
	c->ready[end][p] = v;
	c->ready_bits |= 1ull << p;
}

/* Remove `v` from the links of its neighbour towards `end`, or of the queue's end. */
static inline void ready_unlink(struct cpu *c, struct vcpu *v, enum ready_end end)
{
	if (v->ready[end])
		v->ready[end]->ready[!end] = v->ready[!end];
	else
		c->ready[end][v->priority] = v->ready[!end];
}

static inline void ready_remove(struct cpu *c, struct vcpu *v)
{
	ready_unlink(c, v, READY_HEAD);
	ready_unlink(c, v, READY_TAIL);
	if (!c->ready[READY_HEAD][v->priority])
		c->ready_bits &= ~(1ull << v->priority);
}

/* The highest of the priorities `bits`, which isn't 0. */
static inline unsigned priority_highest(uint64_t bits)
{
	return (unsigned)__builtin_clzll(bits) ^ 63;
}

/* The most urgent ready vCPU; NULL: none. */
static inline struct vcpu *ready_first(const struct cpu *c)
{
	return c->ready_bits ? c->ready[READY_HEAD][priority_highest(c->ready_bits)] : NULL;
}
