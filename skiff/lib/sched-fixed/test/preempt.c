/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <skiff/lock.h>
#include <skiff/test.h>
#include <skiff/timer.h>

static volatile int step;

static void urgent(void *argument)
{
	*(int *)argument = step++;
}

TEST(urgent_thread_runs_at_once)
{
	int at = -1;
	struct thread *t;

	step = 0;
	t = thread_create("urgent", urgent, &at, PRIORITY_DEFAULT + 1, 0);
	CHECK(at == 0 && step == 1);
	thread_join(t);
}

TEST(less_urgent_thread_waits)
{
	int at = -1;
	struct thread *t;

	step = 0;
	t = thread_create("later", urgent, &at, PRIORITY_DEFAULT - 1, 0);
	thread_yield();
	CHECK(at == -1);
	thread_join(t);
	CHECK(at == 0);
}

static struct semaphore go = SEMAPHORE_INIT(go, 0);
static volatile bool woken;

static void wake(struct timer *timer)
{
	(void)timer;
	semaphore_post(&go);
}

static void waiter(void *argument)
{
	(void)argument;
	semaphore_wait(&go);
	woken = true;
}

/* The interrupt takes the processor from a thread that never gives way. */
TEST(interrupt_preempts_a_busy_thread)
{
	struct thread *t = thread_create("waiter", waiter, NULL, PRIORITY_DEFAULT + 1, 0);
	uint64_t start = time_ticks(), limit = time_ns_to_ticks(1000000000);
	struct timer timer;

	woken = false;
	timer_init(&timer, wake);
	timer_start(&timer, start + time_ns_to_ticks(1000000));
	while (!woken && time_ticks() - start < limit)
		;
	CHECK(woken);
	thread_join(t);
}

static volatile int held;

static void contender(void *argument)
{
	(void)argument;
	held++;
}

TEST(priority_ceiling_keeps_users_out)
{
	struct resource r = RESOURCE_INIT(PRIORITY_DEFAULT + 2);
	struct thread *t;

	held = 0;
	resource_take(&r);
	t = thread_create("user", contender, NULL, PRIORITY_DEFAULT + 2, 0);
	thread_yield();
	/* It is as urgent, so only yielding lets it run; one less would not run at all. */
	CHECK(held == 1);
	thread_join(t);
	t = thread_create("user", contender, NULL, PRIORITY_DEFAULT + 1, 0);
	thread_yield();
	CHECK(held == 1);
	resource_release(&r);
	CHECK(held == 2 && thread_self()->priority == PRIORITY_DEFAULT);
	thread_join(t);
}
