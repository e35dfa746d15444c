/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/lock.h>
#include <skiff/sched.h>

void condition_init(struct condition *c)
{
	wait_init(&c->waiters, "condition");
}

void condition_wait(struct condition *c, struct mutex *m)
{
	irq_state state = irq_save();

	/* Unlock without yielding, as this thread blocks anyway. */
	mutex_hand_over(m);
	wait_block(&c->waiters);
	irq_restore(state);
	mutex_lock(m);
}

void condition_signal(struct condition *c)
{
	irq_state state = irq_save();

	wait_wake(&c->waiters, 0);
	thread_preempt();
	irq_restore(state);
}

void condition_broadcast(struct condition *c)
{
	irq_state state = irq_save();

	wait_wake_all(&c->waiters, 0);
	thread_preempt();
	irq_restore(state);
}
