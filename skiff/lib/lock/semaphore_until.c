/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/lock.h>

int semaphore_wait_until(struct semaphore *s, uint64_t deadline)
{
	irq_state state = irq_save();
	int result = 0;

	if (s->count > 0)
		s->count--;
	else
		result = wait_block_until(&s->waiters, deadline);
	irq_restore(state);
	return result;
}
