/* SPDX-License-Identifier: BSD-3-Clause */
/* Timer queues of a core. */
#pragma once
#include "vcpu/vcpu.h"

/*
 * Timer queues. Each vCPU has one deadline, in a queue of its priority, so that timers of less urgent vCPUs interrupt
 * nothing, and one for the watchdog of its VM.
 */
void timer_init(struct cpu *c);
void timer_set(struct cpu *c, struct vcpu *v, uint64_t deadline);
void timer_cancel(struct cpu *c, struct vcpu *v);
void watchdog_set(struct cpu *c, struct vcpu *v, uint64_t deadline);
void watchdog_cancel(struct cpu *c, struct vcpu *v);

#define VCPU_OF(slot, field) ((struct vcpu *)((uintptr_t)(slot)-offsetof(struct vcpu, field)))
/* The first entry of queue `q` is gone: order the others, if any. */
void timer_reorder(struct timer_queue *q);
/* Take the first entry out of this core's vCPU queue of `priority`, which isn't empty. @return its vCPU */
static inline struct vcpu *timer_take(struct cpu *c, unsigned priority)
{
	struct timer_queue *q = &c->timers[priority];
	struct vcpu *v = VCPU_OF(q->heap[0].slot, timer_slot);

	v->timer_slot = 0;
	if (--q->count)
		timer_reorder(q);
	else
		c->timer_bits &= ~(1ull << priority);
	return v;
}
/* Has a watchdog run out by `t` (CNTPCT)? */
static inline bool watchdog_due(const struct cpu *c, uint64_t t)
{
	return c->watchdogs.count && c->watchdogs.heap[0].deadline <= t;
}
/* Take the first entry out of the watchdogs' queue, which isn't empty. @return its vCPU */
struct vcpu *watchdog_take(struct cpu *c);
