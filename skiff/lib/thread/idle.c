/* SPDX-License-Identifier: BSD-3-Clause */
/* No thread can run: wait, or report that nothing can wake one. */
#include <skiff/assert.h>
#include <skiff/config.h>
#include <skiff/print.h>
#ifdef CONFIG_LIB_IRQ
#include <skiff/irq.h>
#endif
#include "thread.h"

/* Library `timer` replaces this. */
__attribute__((weak)) bool timer_pending(void);
__attribute__((weak)) bool timer_pending(void)
{
	return false;
}

static const char *state_name(const struct thread *t)
{
	static const char *const names[] = {"ready", "running", "blocked",
					    "ended", "freed",	"interrupt"};

	return names[t->state];
}

void thread_report(void)
{
	list_each(node, &thread_all)
	{
		const struct thread *t = container_of(node, struct thread, all);

		print("  thread %s: priority %u, %s", t->name, t->priority, state_name(t));
		if (t->waits)
			print(" on %s at %#lx", t->waits->kind, (unsigned long)t->waits);
		print("\n");
	}
}

static __attribute__((noinline, cold, noreturn)) void deadlock(void)
{
	print("\n");
	thread_report();
	panic("deadlock: every thread is blocked and nothing can wake one");
}

void thread_idle(void)
{
#ifdef CONFIG_LIB_IRQ
	if (!timer_pending() && irq_device_count() == 0)
		deadlock();
	irq_wait();
	irq_unmask();
	__asm__ volatile("" : : : "memory");
	irq_save();
#else
	deadlock();
#endif
}
