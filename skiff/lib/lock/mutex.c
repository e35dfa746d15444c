/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/lock.h>
#include <skiff/sched.h>

void mutex_init(struct mutex *m)
{
	m->owner = 0;
	wait_init(&m->waiters, "mutex");
}

/* Unlocking hands the mutex over to the first who waits, so whoever wakes up owns it. */
void mutex_lock_wait(struct mutex *m)
{
	irq_state state = irq_save();

	if (m->owner == 0) {
		m->owner = (uintptr_t)thread_self();
	} else {
		m->owner |= MUTEX_WAITED;
		wait_block(&m->waiters);
	}
	irq_restore(state);
}

void mutex_unlock_wake(struct mutex *m)
{
	irq_state state = irq_save();
	struct thread *next = wait_wake(&m->waiters, 0);

	m->owner = (uintptr_t)next | (list_empty(&m->waiters.waiting) ? 0 : MUTEX_WAITED);
	thread_preempt();
	irq_restore(state);
}

bool mutex_trylock(struct mutex *m)
{
	return word_take(&m->owner, (uintptr_t)thread_self());
}
