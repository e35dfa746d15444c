/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/lock.h>
#include <skiff/print.h>
#include <skiff/timer.h>
#include "bench.h"

static struct mutex mutex = MUTEX_INIT(mutex);
static struct semaphore ping = SEMAPHORE_INIT(ping, 0), pong = SEMAPHORE_INIT(pong, 0);
static volatile bool stop;

static void yielder(void *argument)
{
	(void)argument;
	while (!stop)
		thread_yield();
}

static void answerer(void *argument)
{
	(void)argument;
	while (!stop) {
		semaphore_wait(&ping);
		semaphore_post(&pong);
	}
}

static void nothing(void *argument)
{
	(void)argument;
}

static void figure_yield(void)
{
	struct thread *t = thread_create("yield", yielder, NULL, PRIORITY_DEFAULT, 0);
	uint64_t ticks;

	stop = false;
	thread_yield();
	/* Each round is two switches. */
	ticks = MEASURE(OPERATIONS, thread_yield());
	bench_report("yield", ticks / 2, OPERATIONS);
	stop = true;
	thread_join(t);
}

static void figure_semaphore(void)
{
	struct thread *t = thread_create("answer", answerer, NULL, PRIORITY_DEFAULT, 0);

	stop = false;
	BENCH("semaphore_ping_pong", (semaphore_post(&ping), semaphore_wait(&pong)));
	stop = true;
	semaphore_post(&ping);
	thread_join(t);
	while (semaphore_try(&pong))
		;
}

/* The time from the deadline to the handler, and from the deadline to a thread that slept. */
static volatile uint64_t handled;

static void handler(struct timer *timer)
{
	(void)timer;
	handled = time_ticks();
}

static void figure_timer(void)
{
	uint64_t best_handler = UINT64_MAX, best_thread = UINT64_MAX;

	for (int i = 0; i < BATCHES; i++) {
		uint64_t deadline = time_ticks() + time_ns_to_ticks(20000), late;
		struct timer timer;

		handled = 0;
		timer_init(&timer, handler);
		timer_start(&timer, deadline);
		while (!handled)
			;
		late = handled - deadline;
		best_handler = late < best_handler ? late : best_handler;
		deadline = time_ticks() + time_ns_to_ticks(20000);
		sleep_until(deadline);
		late = time_ticks() - deadline;
		best_thread = late < best_thread ? late : best_thread;
	}
	print("skiff.timer_to_handler %lu ns\n", (unsigned long)time_ticks_to_ns(best_handler));
	print("skiff.timer_to_thread %lu ns\n", (unsigned long)time_ticks_to_ns(best_thread));
}

void figures_thread(void)
{
	figure_yield();
	figure_semaphore();
	BENCH("mutex_lock_unlock", (mutex_lock(&mutex), mutex_unlock(&mutex)));
	BENCH("thread_create_join",
	      thread_join(thread_create("t", nothing, NULL, PRIORITY_DEFAULT, 0)));
	figure_timer();
}
