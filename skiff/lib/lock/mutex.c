/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutexes with priority inheritance (Sha, Rajkumar, Lehoczky: Priority inheritance protocols, 1990). */
#include <skiff/sched.h>
#include "mutex.h"

const char mutex_kind[] = "mutex";

void mutex_init(struct mutex *m)
{
	m->owner = 0;
	wait_init(&m->waiters, mutex_kind);
}

unsigned int thread_inherited(const struct thread *t)
{
	unsigned int highest = 0;

	list_each(node, &t->held)
	{
		struct mutex *m = container_of(node, struct mutex, held);
		struct thread *first = container_of(m->waiters.waiting.next, struct thread, node);

		/* The queue may be empty for a moment, after its last thread's time-out. */
		if (!list_empty(&m->waiters.waiting) && first->priority > highest)
			highest = first->priority;
	}
	return highest;
}

void thread_lend(struct thread *t)
{
	while (t->state == THREAD_BLOCKED && t->waits && t->waits->kind == mutex_kind) {
		struct thread *owner = mutex_owner(container_of(t->waits, struct mutex, waiters));
		unsigned int priority = thread_inherited(owner);

		if (priority < owner->base)
			priority = owner->base;
		if (priority == owner->priority)
			return;
		thread_run_at(owner, priority);
		t = owner;
	}
}

void mutex_want(struct mutex *m)
{
	struct thread *self = thread_self(), *owner = mutex_owner(m);

	if (owner == self)
		panic("mutex locked twice");
	if (!(m->owner & MUTEX_WAITED)) {
		m->owner |= MUTEX_WAITED;
		list_append(&owner->held, &m->held);
	}
	if (owner->priority < self->priority) {
		thread_run_at(owner, self->priority);
		thread_lend(owner);
	}
}

/* Unlocking hands the mutex over to the first waiting thread, so a thread that wakes up owns it. */
void mutex_lock_wait(struct mutex *m)
{
	irq_state state = irq_save();

	if (m->owner == 0) {
		m->owner = (uintptr_t)thread_self();
	} else {
		mutex_want(m);
		wait_block(&m->waiters);
	}
	irq_restore(state);
}

void mutex_hand_over(struct mutex *m)
{
	struct thread *self = thread_self(), *next;
	unsigned int priority;

	if (mutex_owner(m) != self)
		panic("mutex unlocked by a thread that doesn't hold it");
	if (!(m->owner & MUTEX_WAITED)) {
		m->owner = 0;
		return;
	}
	list_remove(&m->held);
	next = wait_wake(&m->waiters, 0);
	m->owner = (uintptr_t)next;
	if (!list_empty(&m->waiters.waiting)) {
		m->owner |= MUTEX_WAITED;
		list_append(&next->held, &m->held);
	}
	priority = thread_inherited(self);
	self->priority = priority > self->base ? (uint8_t)priority : self->base;
}

void mutex_unlock_wake(struct mutex *m)
{
	irq_state state = irq_save();

	mutex_hand_over(m);
	thread_preempt();
	irq_restore(state);
}

bool mutex_trylock(struct mutex *m)
{
	return word_take(&m->owner, (uintptr_t)thread_self());
}
