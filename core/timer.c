/* SPDX-License-Identifier: BSD-3-Clause */
/* Timer queue of a core: a binary heap in memory that the compiler reserved. */
#include "sched.h"

static uint32_t *slot_of(uintptr_t tagged)
{
	struct vcpu *v = (struct vcpu *)(tagged & ~(uintptr_t)1);

	return tagged & 1 ? &v->watchdog_slot : &v->timer_slot;
}

static void place(struct cpu *c, uint32_t i, struct timer_entry e)
{
	c->heap[i] = e;
	*slot_of(e.vcpu) = i + 1;
}

/* Entry `e` belongs at position `i` or above or below it. */
static void settle(struct cpu *c, uint32_t i, struct timer_entry e)
{
	while (i > 0 && c->heap[(i - 1) / 2].deadline > e.deadline) {
		place(c, i, c->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= c->heap_count)
			break;
		if (child + 1 < c->heap_count &&
		    c->heap[child + 1].deadline < c->heap[child].deadline)
			child++;
		if (c->heap[child].deadline >= e.deadline)
			break;
		place(c, i, c->heap[child]);
		i = child;
	}
	place(c, i, e);
}

void timer_set(struct cpu *c, struct vcpu *v, bool watchdog, uint64_t deadline)
{
	struct timer_entry e = { deadline, (uintptr_t)v | watchdog };
	uint32_t slot = *slot_of(e.vcpu);

	settle(c, slot ? slot - 1 : c->heap_count++, e);
}

void timer_cancel(struct cpu *c, struct vcpu *v, bool watchdog)
{
	uint32_t *slot = slot_of((uintptr_t)v | watchdog);
	uint32_t i = *slot - 1;

	if (*slot == 0)
		return;
	*slot = 0;
	if (i != --c->heap_count)
		settle(c, i, c->heap[c->heap_count]);
}
