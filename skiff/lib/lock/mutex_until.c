/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/sched.h>
#include "mutex.h"

/* After a time-out, the owner doesn't inherit this thread's priority any more. */
static void give_up(struct mutex *m)
{
	struct thread *owner = mutex_owner(m);

	if (!owner)
		return;
	if ((m->owner & MUTEX_WAITED) && list_empty(&m->waiters.waiting)) {
		m->owner = (uintptr_t)owner;
		list_remove(&m->held);
	}
	thread_set_priority(owner, owner->base);
}

int mutex_lock_until(struct mutex *m, uint64_t deadline)
{
	irq_state state = irq_save();
	int result = 0;

	if (m->owner == 0) {
		m->owner = (uintptr_t)thread_self();
	} else {
		mutex_want(m);
		result = wait_block_until(&m->waiters, deadline);
		if (result)
			give_up(m);
	}
	irq_restore(state);
	return result;
}
