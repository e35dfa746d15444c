/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests for every scheduler: only main runs, so no other thread is queued. */
#include <stddef.h>
#include <skiff/sched.h>
#include <skiff/test.h>

static struct thread a, b, c;

static void ready(struct thread *t)
{
	t->priority = PRIORITY_DEFAULT;
	sched_queue(t, false);
}

TEST(scheduler_takes_equals_in_turn)
{
	irq_state state = irq_save();

	CHECK(sched_take() == NULL);
	ready(&a);
	ready(&b);
	ready(&c);
	CHECK(sched_take() == &a && sched_take() == &b);
	ready(&a);
	CHECK(sched_take() == &c && sched_take() == &a && sched_take() == NULL);
	irq_restore(state);
}

TEST(scheduler_rotates_among_equals)
{
	irq_state state = irq_save();

	a.priority = PRIORITY_DEFAULT;
	CHECK(sched_rotate(&a) == &a && sched_take() == NULL);
	ready(&b);
	ready(&c);
	CHECK(sched_rotate(&a) == &b && sched_rotate(&b) == &c && sched_rotate(&c) == &a);
	CHECK(sched_take() == &b && sched_take() == &c && sched_take() == NULL);
	irq_restore(state);
}

TEST(scheduler_forgets_who_is_removed)
{
	irq_state state = irq_save();

	ready(&a);
	ready(&b);
	ready(&c);
	sched_remove(&b);
	CHECK(sched_take() == &a && sched_take() == &c && sched_take() == NULL);
	ready(&b);
	sched_remove(&b);
	CHECK(sched_take() == NULL);
	irq_restore(state);
}

TEST(scheduler_never_preempts_for_equals)
{
	irq_state state = irq_save();

	a.priority = PRIORITY_DEFAULT;
	CHECK(!sched_must_preempt(&a));
	ready(&b);
	CHECK(!sched_must_preempt(&a) && !sched_before(&a, &b) && !sched_before(&b, &a));
	CHECK(sched_take() == &b);
	irq_restore(state);
}
