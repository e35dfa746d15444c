/* SPDX-License-Identifier: BSD-3-Clause */
/* What one more timer, or one more waiting thread, costs when there are many. */
#include <stdlib.h>
#include <skiff/lock.h>
#include <skiff/timer.h>
#include "bench.h"

#define TIMERS	4000
#define WAITERS 1000

static void silent(struct timer *timer)
{
	(void)timer;
}

static void figure_timers(void)
{
	struct timer *timers = malloc(TIMERS * sizeof(*timers)), one;
	/* No timer is due before all are stopped again. */
	uint64_t start = time_deadline(10000000000u);

	for (uint64_t i = 0; i < TIMERS; i++) {
		timer_init(&timers[i], silent);
		timer_start(&timers[i], start + i);
	}
	timer_init(&one, silent);
	BENCH("timer_start_stop_4000", (timer_start(&one, start + TIMERS), timer_stop(&one)));
	for (int i = 0; i < TIMERS; i++)
		timer_stop(&timers[i]);
	free(timers);
}

static struct semaphore gate = SEMAPHORE_INIT(gate, 0);

static void wait(void *argument)
{
	(void)argument;
	semaphore_wait(&gate);
}

/* One of many waiters, which have all priorities, is put into its place in the queue again. */
static void figure_waiters(void)
{
	static struct thread *threads[WAITERS];

	for (unsigned int i = 0; i < WAITERS; i++)
		threads[i] = thread_create("wait", wait, NULL, i % PRIORITIES, 2048);
	thread_set_priority(thread_self(), 0);
	thread_yield();
	thread_set_priority(thread_self(), PRIORITY_DEFAULT);
	BENCH("waiter_moves_1000",
	      thread_set_priority(threads[0], threads[0]->priority == 1 ? 2 : 1));
	for (unsigned int i = 0; i < WAITERS; i++)
		semaphore_post(&gate);
	for (unsigned int i = 0; i < WAITERS; i++)
		thread_join(threads[i]);
}

void figures_many(void)
{
	figure_timers();
	figure_waiters();
}
