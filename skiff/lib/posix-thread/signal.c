/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals of each thread. */
#include <errno.h>
#include <string.h>
#include <skiff/posix/process.h>
#include <skiff/posix/time.h>
#include <skiff/sched.h>
#include <skiff/time.h>
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

struct posix_signals *posix_signals_next(const struct posix_signals *after)
{
	const struct list *node =
	    after ? &container_of(after, struct posix_thread, signals)->all : &posix_threads;

	return node->next == &posix_threads
		   ? NULL
		   : &container_of(node->next, struct posix_thread, all)->signals;
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

static struct wait_queue waiting = WAIT_QUEUE_INIT(waiting, "signal");

/* Interrupts are masked. @return the number of the signal that came, -EINTR or -ETIMEDOUT */
static int await(struct posix_signals *signals, uint64_t set, struct posix_signal_info *info,
		 uint64_t deadline)
{
	uint64_t blocked = signals->blocked;
	int result;

	if (posix_signals_take(signals, set, info))
		return info->number;
	signals->awaited = set;
	signals->blocked &= ~set;
	result = posix_thread_block(&waiting, deadline);
	signals->awaited = 0;
	signals->blocked = blocked;
	return posix_signals_take(signals, set, info) ? info->number : result;
}

int64_t sys_rt_sigtimedwait(const uint64_t *set, union posix_signal_record *record,
			    const struct posix_timespec *span, size_t mask_size)
{
	struct posix_signal_info info;
	uint64_t ns, deadline;
	int result;

	if (mask_size != sizeof(*set) || (span && !posix_span(span, &ns)))
		return -EINVAL;
	deadline = span ? time_deadline(ns) : WAIT_FOREVER;
	do {
		irq_state state = irq_save();

		result = await(posix_signals(), *set, &info, deadline);
		irq_restore(state);
	} while (result == -EINTR && posix_signals_deliver() == 0);
	if (result > 0 && record) {
		memset(record, 0, sizeof(*record));
		record->info = info;
	}
	return result == -ETIMEDOUT ? -EAGAIN : result;
}

int64_t sys_rt_sigsuspend(const uint64_t *mask, size_t mask_size)
{
	struct posix_signals *signals = posix_signals();
	uint64_t before = signals->blocked;

	if (mask_size != sizeof(*mask))
		return -EINVAL;
	signals->blocked = *mask;
	do {
		irq_state state = irq_save();

		posix_thread_block(&waiting, WAIT_FOREVER);
		irq_restore(state);
	} while (posix_signals_deliver() == 0);
	signals->blocked = before;
	posix_signals_deliver();
	return -EINTR;
}
