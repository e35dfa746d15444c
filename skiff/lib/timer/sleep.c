/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/sched.h>
#include <skiff/timer.h>

/* A thread that waits, perhaps also in a queue. */
struct alarm {
	struct timer timer;
	struct thread *thread;
};

static void ring(struct timer *timer)
{
	struct alarm *alarm = container_of(timer, struct alarm, timer);

	/* The thread was woken already, but hasn't run yet. */
	if (alarm->thread->state != THREAD_BLOCKED)
		return;
	wait_remove(alarm->thread);
	thread_wake(alarm->thread, -ETIMEDOUT);
}

static void set(struct alarm *alarm, uint64_t deadline)
{
	timer_init(&alarm->timer, ring);
	alarm->thread = thread_self();
	timer_start(&alarm->timer, deadline);
}

int wait_block_until(struct wait_queue *queue, uint64_t deadline)
{
	struct alarm alarm;
	int result;

	if (deadline == WAIT_FOREVER)
		return wait_block(queue);
	set(&alarm, deadline);
	result = wait_block(queue);
	timer_stop(&alarm.timer);
	return result;
}

void sleep_until(uint64_t deadline)
{
	static const struct wait_queue sleeping = {.kind = "timer"};
	irq_state state = irq_save();
	struct alarm alarm;

	list_init(&thread_self()->node);
	thread_self()->waits = &sleeping;
	set(&alarm, deadline);
	thread_block();
	irq_restore(state);
}

void sleep_ns(uint64_t ns)
{
	sleep_until(time_deadline(ns));
}
