/* SPDX-License-Identifier: BSD-3-Clause */
/* Ready queues of a core: one a priority, doubly linked. */
#pragma once
#include "vcpu/vcpu.h"

static inline void ready_append(struct cpu *c, struct vcpu *v)
{
	unsigned p = v->priority;

	v->ready_next = NULL;
	v->ready_previous = c->ready_tail[p];
	if (c->ready_tail[p])
		c->ready_tail[p]->ready_next = v;
	else
		c->ready_head[p] = v;
	c->ready_tail[p] = v;
	c->ready_bits |= 1ull << p;
}

static inline void ready_prepend(struct cpu *c, struct vcpu *v)
{
	unsigned p = v->priority;

	v->ready_previous = NULL;
	v->ready_next = c->ready_head[p];
	if (c->ready_head[p])
		c->ready_head[p]->ready_previous = v;
	else
		c->ready_tail[p] = v;
	c->ready_head[p] = v;
	c->ready_bits |= 1ull << p;
}

static inline void ready_remove(struct cpu *c, struct vcpu *v)
{
	unsigned p = v->priority;

	if (v->ready_previous)
		v->ready_previous->ready_next = v->ready_next;
	else
		c->ready_head[p] = v->ready_next;
	if (v->ready_next)
		v->ready_next->ready_previous = v->ready_previous;
	else
		c->ready_tail[p] = v->ready_previous;
	if (!c->ready_head[p])
		c->ready_bits &= ~(1ull << p);
}

/* Of the priorities `bits`, which isn't 0. */
static inline unsigned priority_highest(uint64_t bits)
{
	return (unsigned)__builtin_clzll(bits) ^ 63;
}

/* The most urgent one; NULL: none. */
static inline struct vcpu *ready_first(const struct cpu *c)
{
	return c->ready_bits ? c->ready_head[priority_highest(c->ready_bits)] : NULL;
}
