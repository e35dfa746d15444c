/* SPDX-License-Identifier: BSD-3-Clause */
/* The cooperative scheduler by itself: priorities are ignored. Library `thread` has the tests for all schedulers. */
#include <stddef.h>
#include <skiff/sched.h>
#include <skiff/test.h>
#include "../../thread/test/others.h"

TEST(cooperative_scheduler_ignores_priorities)
{
	static struct thread low, high;
	irq_state state = irq_save();
	struct others others = others_take();

	low.priority = 0;
	high.priority = PRIORITIES - 1;
	sched_queue(&low, false);
	sched_queue(&high, true);
	CHECK(!sched_must_preempt(thread_self()) && !sched_before(&high, &low));
	CHECK(sched_take() == &low && sched_take() == &high && sched_take() == NULL);
	others_give(&others);
	irq_restore(state);
}
