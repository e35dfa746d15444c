/* SPDX-License-Identifier: BSD-3-Clause */
#include "sched/timer.h"

void timer_init(struct cpu *c)
{
	const struct manifest_cpu *config = c->config;
	struct timer_entry *next = (struct timer_entry *)config->timer_heap;

	c->watchdogs.heap = next;
	next += config->vcpu_ref_count;
	for (uint32_t i = 0; i < config->vcpu_ref_count; i++)
		c->timers[manifest->vcpus[manifest->vcpu_refs[config->first_vcpu_ref + i]].priority]
		    .count++;
	for (unsigned p = 0; p < PRIORITIES; p++) {
		c->timers[p].heap = next;
		next += c->timers[p].count;
		c->timers[p].count = 0;
	}
}

static void place(struct timer_queue *q, uint32_t i, struct timer_entry e)
{
	q->heap[i] = e;
	*e.slot = i + 1;
}

/* Put entry `e` into its place in the heap: position `i`, or a place above or below it. */
static void settle(struct timer_queue *q, uint32_t i, struct timer_entry e)
{
	while (i > 0 && q->heap[(i - 1) / 2].deadline > e.deadline) {
		place(q, i, q->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= q->count)
			break;
		if (child + 1 < q->count && q->heap[child + 1].deadline < q->heap[child].deadline)
			child++;
		if (q->heap[child].deadline >= e.deadline)
			break;
		place(q, i, q->heap[child]);
		i = child;
	}
	place(q, i, e);
}

static void set(struct timer_queue *q, struct timer_entry e)
{
	settle(q, *e.slot ? *e.slot - 1 : q->count++, e);
}

static inline void cancel(struct timer_queue *q, uint32_t *slot)
{
	uint32_t i = *slot;

	*slot = 0;
	if (i != q->count--)
		settle(q, i - 1, q->heap[q->count]);
}

void timer_set(struct cpu *c, struct vcpu *v, uint64_t deadline)
{
	unsigned priority = v->config->priority;

	set(&c->timers[priority], (struct timer_entry){deadline, &v->timer_slot});
	c->timer_bits |= 1ull << priority;
}

void timer_cancel(struct cpu *c, struct vcpu *v)
{
	unsigned priority = v->config->priority;

	if (!v->timer_slot)
		return;
	cancel(&c->timers[priority], &v->timer_slot);
	if (!c->timers[priority].count)
		c->timer_bits &= ~(1ull << priority);
}

void watchdog_set(struct cpu *c, struct vcpu *v, uint64_t deadline)
{
	set(&c->watchdogs, (struct timer_entry){deadline, &v->watchdog_slot});
}

void watchdog_cancel(struct cpu *c, struct vcpu *v)
{
	if (v->watchdog_slot)
		cancel(&c->watchdogs, &v->watchdog_slot);
}

void timer_reorder(struct timer_queue *q)
{
	settle(q, 0, q->heap[q->count]);
}

struct vcpu *watchdog_take(struct cpu *c)
{
	struct vcpu *v = VCPU_OF(c->watchdogs.heap[0].slot, watchdog_slot);

	watchdog_cancel(c, v);
	return v;
}
