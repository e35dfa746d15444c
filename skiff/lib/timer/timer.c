/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/assert.h>
#include <skiff/timer.h>

/* Started timers, earliest first. */
static struct list timers = LIST_INIT(timers);

static struct timer *timer_of(struct list *node)
{
	return container_of(node, struct timer, node);
}

void timer_init(struct timer *t, void (*function)(struct timer *))
{
	list_init(&t->node);
	t->function = function;
}

static void program(void)
{
	timer_program(list_empty(&timers) ? UINT64_MAX : timer_of(timers.next)->deadline);
}

void timer_start(struct timer *t, uint64_t deadline)
{
	irq_state state = irq_save();
	struct list *at = &timers;

	assert(t->function);
	list_remove(&t->node);
	t->deadline = deadline;
	while (at->next != &timers && timer_of(at->next)->deadline <= deadline)
		at = at->next;
	list_insert(at, &t->node);
	if (timers.next == &t->node)
		program();
	irq_restore(state);
}

bool timer_stop(struct timer *t)
{
	irq_state state = irq_save();
	bool started = !list_empty(&t->node);

	list_remove(&t->node);
	irq_restore(state);
	return started;
}

bool timer_pending(void)
{
	return !list_empty(&timers);
}

void timer_expired(void)
{
	while (!list_empty(&timers)) {
		struct timer *t = timer_of(timers.next);

		if (t->deadline > time_ticks())
			break;
		list_remove(&t->node);
		t->function(t);
	}
	program();
}
