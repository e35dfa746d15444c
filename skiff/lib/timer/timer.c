/* SPDX-License-Identifier: BSD-3-Clause */
/* Started timers in a balanced tree: starting and stopping one takes log n steps. */
#include <skiff/assert.h>
#include <skiff/timer.h>

/* Threads run at least so long before a timer fires again that its handler started in the past. */
#define PAUSE_NS 10000u

static int order(const struct tree_node *a, const struct tree_node *b);

static struct tree timers = {NULL, order};
static struct timer *first; /* first timer of the tree */
static bool expiring;	    /* a timer's handler runs */

static struct timer *timer_of(const struct tree_node *node)
{
	return container_of(node, struct timer, node);
}

/* A new timer goes behind those that are due at the same time: no two are equal. */
static int order(const struct tree_node *a, const struct tree_node *b)
{
	return timer_of(a)->due < timer_of(b)->due ? -1 : 1;
}

void timer_init(struct timer *t, void (*function)(struct timer *))
{
	t->started = false;
	t->function = function;
}

static void program(void)
{
	timer_program(first ? first->due : UINT64_MAX);
}

static void take_out(struct timer *t)
{
	if (t == first) {
		struct tree_node *next = tree_next(&t->node);

		first = next ? timer_of(next) : NULL;
	}
	tree_remove(&timers, &t->node);
	t->started = false;
}

void timer_start(struct timer *t, uint64_t deadline)
{
	irq_state state = irq_save();

	assert(t->function);
	if (t->started)
		take_out(t);
	t->deadline = t->due = deadline;
	if (expiring) {
		uint64_t now = time_ticks();

		if (deadline <= now)
			t->due = now + time_ns_to_ticks(PAUSE_NS);
	}
	tree_insert(&timers, &t->node);
	t->started = true;
	if (!first || t->due < first->due) {
		first = t;
		program();
	}
	irq_restore(state);
}

bool timer_stop(struct timer *t)
{
	irq_state state = irq_save();
	bool started = t->started;

	if (started)
		take_out(t);
	irq_restore(state);
	return started;
}

bool timer_pending(void)
{
	return first;
}

void timer_expired(void)
{
	expiring = true;
	while (first && first->due <= time_ticks()) {
		struct timer *t = first;

		take_out(t);
		t->function(t);
	}
	expiring = false;
	program();
}
