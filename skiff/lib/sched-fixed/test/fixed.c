/* SPDX-License-Identifier: BSD-3-Clause */
/* The scheduler with fixed priorities by itself. Library `thread` has the tests for all schedulers. */
#include <stddef.h>
#include <skiff/sched.h>
#include <skiff/test.h>
#include "../../thread/test/others.h"

static struct thread threads[PRIORITIES];

TEST(most_urgent_is_taken_first)
{
	irq_state state = irq_save();
	struct others others = others_take();
	bool right = true;

	/* In another order than that of their priorities; 13 and 32 have no common divisor. */
	for (unsigned int i = 0; i < PRIORITIES; i++) {
		struct thread *t = &threads[i * 13 % PRIORITIES];

		t->priority = (uint8_t)(i * 13 % PRIORITIES);
		sched_queue(t, false);
	}
	for (unsigned int p = PRIORITIES; p-- > 0;)
		right = right && sched_take() == &threads[p];
	CHECK(right && sched_take() == NULL);
	others_give(&others);
	irq_restore(state);
}

TEST(preempted_thread_goes_before_its_equals)
{
	struct thread *a = &threads[0], *b = &threads[1];
	irq_state state = irq_save();
	struct others others = others_take();

	a->priority = b->priority = 5;
	sched_queue(a, false);
	sched_queue(b, true);
	CHECK(sched_take() == b && sched_take() == a && sched_take() == NULL);
	others_give(&others);
	irq_restore(state);
}

TEST(only_a_more_urgent_thread_preempts)
{
	struct thread *running = &threads[0], *other = &threads[1];
	irq_state state = irq_save();
	struct others others = others_take();

	for (unsigned int p = 0; p < PRIORITIES; p++)
		for (unsigned int q = 0; q < PRIORITIES; q++) {
			running->priority = (uint8_t)p;
			other->priority = (uint8_t)q;
			sched_queue(other, false);
			if (sched_must_preempt(running) != (q > p) ||
			    sched_before(other, running) != (q > p))
				CHECK(p == q && p > q);
			sched_remove(other);
		}
	CHECK(sched_take() == NULL);
	others_give(&others);
	irq_restore(state);
}

TEST(rotating_gives_way_to_the_more_urgent)
{
	struct thread *running = &threads[0], *less = &threads[1], *more = &threads[2];
	irq_state state = irq_save();
	struct others others = others_take();

	running->priority = 5, less->priority = 4, more->priority = 6;
	sched_queue(less, false);
	CHECK(sched_rotate(running) == running);
	sched_queue(more, false);
	CHECK(sched_rotate(running) == more);
	CHECK(sched_take() == running && sched_take() == less && sched_take() == NULL);
	others_give(&others);
	irq_restore(state);
}
