/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <skiff/lock.h>
#include <skiff/sched.h>

void semaphore_init(struct semaphore *s, unsigned int count)
{
	s->count = count;
	wait_init(&s->waiters, "semaphore");
}

void semaphore_wait(struct semaphore *s)
{
	irq_state state = irq_save();

	if (s->count > 0)
		s->count--;
	else
		wait_block(&s->waiters); /* semaphore_post gave the count to this thread directly */
	irq_restore(state);
}

bool semaphore_try(struct semaphore *s)
{
	irq_state state = irq_save();
	bool got = s->count > 0;

	s->count -= got;
	irq_restore(state);
	return got;
}

void semaphore_post(struct semaphore *s)
{
	irq_state state = irq_save();

	assert(s->count < UINT_MAX);
	if (wait_wake(&s->waiters, 0))
		thread_preempt();
	else
		s->count++;
	irq_restore(state);
}
