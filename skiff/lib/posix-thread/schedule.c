/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scheduling parameters. SCHED_FIFO's priorities map to Skiff's above main's; other threads run at main's. The cooperative
 * scheduler ignores them.
 */
#include <errno.h>
#include <skiff/posix/process.h>
#include <skiff/posix/thread.h>

#define FIFO_MIN 1
#define FIFO_MAX (PRIORITIES - 1 - PRIORITY_DEFAULT)

/* Also a point at which signals arrive, for those who wait in a loop. */
int64_t sys_sched_yield(void)
{
	thread_yield();
	if (thread_self()->local)
		posix_signals_deliver();
	return 0;
}

int64_t sys_sched_get_priority_max(int policy)
{
	if (policy == POSIX_SCHED_FIFO)
		return FIFO_MAX;
	return policy == POSIX_SCHED_OTHER ? 0 : -EINVAL;
}

int64_t sys_sched_get_priority_min(int policy)
{
	if (policy == POSIX_SCHED_FIFO)
		return FIFO_MIN;
	return policy == POSIX_SCHED_OTHER ? 0 : -EINVAL;
}

static int missing(int thread)
{
	return thread < 0 ? -EINVAL : -ESRCH;
}

int64_t sys_sched_setscheduler(int thread, int policy, const int *priority)
{
	irq_state state;
	struct posix_thread *t;

	/* There are no time slices, so no round robin. */
	if (!priority || (policy != POSIX_SCHED_OTHER && policy != POSIX_SCHED_FIFO) ||
	    *priority < sys_sched_get_priority_min(policy) ||
	    *priority > sys_sched_get_priority_max(policy))
		return -EINVAL;
	state = irq_save();
	t = posix_thread_of(thread);
	if (t) {
		t->policy = policy;
		thread_set_priority(t->runs, PRIORITY_DEFAULT + (unsigned int)*priority);
	}
	irq_restore(state);
	return t ? 0 : missing(thread);
}

int64_t sys_sched_getscheduler(int thread)
{
	irq_state state = irq_save();
	const struct posix_thread *t = posix_thread_of(thread);
	int policy = t ? t->policy : missing(thread);

	irq_restore(state);
	return policy;
}

int64_t sys_sched_setparam(int thread, const int *priority)
{
	int64_t policy = sys_sched_getscheduler(thread);

	return policy < 0 ? policy : sys_sched_setscheduler(thread, (int)policy, priority);
}

int64_t sys_sched_getparam(int thread, int *priority)
{
	irq_state state;
	const struct posix_thread *t;

	if (!priority)
		return -EINVAL;
	state = irq_save();
	t = posix_thread_of(thread);
	if (t)
		*priority = t->policy == POSIX_SCHED_OTHER ? 0 : t->runs->base - PRIORITY_DEFAULT;
	irq_restore(state);
	return t ? 0 : missing(thread);
}
