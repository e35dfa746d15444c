/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals of each thread. */
#include <errno.h>
#include <skiff/posix/process.h>
#include <skiff/sched.h>
#include "inside.h"

struct posix_signals *posix_signals(void)
{
	return &posix_thread_self()->signals;
}

struct posix_signals *posix_signals_of(int thread)
{
	irq_state state = irq_save();
	struct posix_thread *t = thread > 0 ? posix_thread_of(thread) : NULL;

	irq_restore(state);
	return t ? &t->signals : NULL;
}

struct posix_signals *posix_signals_taker(int number)
{
	irq_state state = irq_save();
	struct posix_signals *taker = NULL;

	list_each(node, &posix_threads)
	{
		struct posix_thread *t = container_of(node, struct posix_thread, all);

		if (!(t->signals.blocked >> (number - 1) & 1)) {
			taker = &t->signals;
			break;
		}
	}
	irq_restore(state);
	return taker;
}

void posix_signals_wake(struct posix_signals *signals)
{
	struct posix_thread *t = container_of(signals, struct posix_thread, signals);
	irq_state state = irq_save();

	if (t->interruptible && t->runs->state == THREAD_BLOCKED && posix_signals_open(signals)) {
		wait_remove(t->runs);
		thread_wake(t->runs, -EINTR);
		thread_preempt();
	}
	irq_restore(state);
}
