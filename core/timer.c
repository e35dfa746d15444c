/* SPDX-License-Identifier: BSD-3-Clause */
/* Timer queues of a core. See sched.h. */
#include "sched.h"

void timer_init(struct cpu *c)
{
	const struct manifest_cpu *config = c->config;
	struct timer_entry *next = (struct timer_entry *)config->timer_heap;

	c->watchdogs.heap = next;
	next += config->vcpu_ref_count;
	for (uint32_t i = 0; i < config->vcpu_ref_count; i++)
		c->timers[manifest->vcpus[manifest->vcpu_refs[config->first_vcpu_ref + i]].priority].count++;
	for (unsigned p = 0; p < PRIORITIES; p++) {
		c->timers[p].heap = next;
		next += c->timers[p].count;
		c->timers[p].count = 0;
	}
}

static uint32_t *slot_of(uintptr_t tagged)
{
	struct vcpu *v = (struct vcpu *)(tagged & ~(uintptr_t)1);

	return tagged & 1 ? &v->watchdog_slot : &v->timer_slot;
}

static void place(struct timer_queue *q, uint32_t i, struct timer_entry e)
{
	q->heap[i] = e;
	*slot_of(e.vcpu) = i + 1;
}

/* Entry `e` belongs at position `i` or above or below it. */
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
		if (child + 1 < q->count &&
		    q->heap[child + 1].deadline < q->heap[child].deadline)
			child++;
		if (q->heap[child].deadline >= e.deadline)
			break;
		place(q, i, q->heap[child]);
		i = child;
	}
	place(q, i, e);
}

static struct timer_queue *queue_of(struct cpu *c, const struct vcpu *v, bool watchdog)
{
	return watchdog ? &c->watchdogs : &c->timers[v->config->priority];
}

static void note_empty(struct cpu *c, unsigned priority)
{
	uint64_t bit = 1ull << priority;

	c->timer_bits = c->timers[priority].count ? c->timer_bits | bit : c->timer_bits & ~bit;
}

void timer_set(struct cpu *c, struct vcpu *v, bool watchdog, uint64_t deadline)
{
	struct timer_entry e = { deadline, (uintptr_t)v | watchdog };
	struct timer_queue *q = queue_of(c, v, watchdog);
	uint32_t slot = *slot_of(e.vcpu);

	settle(q, slot ? slot - 1 : q->count++, e);
	note_empty(c, v->config->priority);
}

void timer_cancel(struct cpu *c, struct vcpu *v, bool watchdog)
{
	struct timer_queue *q = queue_of(c, v, watchdog);
	uint32_t *slot = slot_of((uintptr_t)v | watchdog);
	uint32_t i = *slot - 1;

	if (*slot == 0)
		return;
	*slot = 0;
	if (i != --q->count)
		settle(q, i, q->heap[q->count]);
	note_empty(c, v->config->priority);
}
