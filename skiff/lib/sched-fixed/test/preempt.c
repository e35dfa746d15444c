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

static struct mutex inner = MUTEX_INIT(inner), outer = MUTEX_INIT(outer);
static struct semaphore start = SEMAPHORE_INIT(start, 0);
static int ended[4], ends;

static void low(void *argument)
{
	(void)argument;
	mutex_lock(&inner);
	semaphore_wait(&start);
	mutex_unlock(&inner);
	ended[ends++] = 0;
}

static void middle(void *argument)
{
	(void)argument;
	mutex_lock(&outer);
	mutex_lock(&inner);
	mutex_unlock(&inner);
	mutex_unlock(&outer);
	ended[ends++] = 1;
}

static void high(void *argument)
{
	(void)argument;
	mutex_lock(&outer);
	mutex_unlock(&outer);
	ended[ends++] = 3;
}

static void busy(void *argument)
{
	(void)argument;
	ended[ends++] = 2;
}

/* high waits for middle, and middle for low; busy, whose priority is between, doesn't run before high has ended. */
TEST(mutex_lends_the_priority_of_who_waits)
{
	struct thread *l, *m, *h, *b;

	ends = 0;
	l = thread_create("low", low, NULL, PRIORITY_DEFAULT + 1, 0);
	m = thread_create("middle", middle, NULL, PRIORITY_DEFAULT + 2, 0);
	h = thread_create("high", high, NULL, PRIORITY_DEFAULT + 4, 0);
	CHECK(l->priority == PRIORITY_DEFAULT + 4 && m->priority == PRIORITY_DEFAULT + 4);
	/* It is less urgent than low with its inherited priority, so it is only made ready. */
	thread_set_priority(thread_self(), PRIORITY_DEFAULT + 5);
	b = thread_create("busy", busy, NULL, PRIORITY_DEFAULT + 3, 0);
	semaphore_post(&start);
	thread_set_priority(thread_self(), PRIORITY_DEFAULT);
	CHECK(ends == 4 && ended[0] == 3 && ended[1] == 2 && ended[2] == 1 && ended[3] == 0);
	CHECK(l->priority == PRIORITY_DEFAULT + 1 && m->priority == PRIORITY_DEFAULT + 2);
	thread_join(l);
	thread_join(m);
	thread_join(h);
	thread_join(b);
}

/* Changing a waiting thread's priority moves it in its queue, and what it lends with it. */
TEST(waiting_threads_change_their_priority)
{
	struct thread *l, *m, *h;

	ends = 0;
	l = thread_create("low", low, NULL, PRIORITY_DEFAULT + 1, 0);
	m = thread_create("middle", middle, NULL, PRIORITY_DEFAULT + 2, 0);
	h = thread_create("high", high, NULL, PRIORITY_DEFAULT + 2, 0);
	CHECK(l->priority == PRIORITY_DEFAULT + 2);
	thread_set_priority(h, PRIORITY_DEFAULT + 6);
	CHECK(l->priority == PRIORITY_DEFAULT + 6 && m->priority == PRIORITY_DEFAULT + 6);
	thread_set_priority(h, PRIORITY_DEFAULT + 3);
	CHECK(l->priority == PRIORITY_DEFAULT + 3 && m->priority == PRIORITY_DEFAULT + 3);
	thread_set_priority(m, PRIORITY_DEFAULT + 5);
	CHECK(l->priority == PRIORITY_DEFAULT + 5 && m->priority == PRIORITY_DEFAULT + 5);
	semaphore_post(&start);
	CHECK(ends == 3 && ended[0] == 1 && ended[1] == 3 && ended[2] == 0);
	thread_join(l);
	thread_join(m);
	thread_join(h);
}

#define WAITERS 12
static struct wait_queue crowd = WAIT_QUEUE_INIT(crowd, "crowd");
static unsigned int woke[WAITERS];

static void wait_in_crowd(void *argument)
{
	irq_state state = irq_save();

	wait_block(&crowd);
	woke[ends++] = (unsigned int)(uintptr_t)argument;
	irq_restore(state);
}

/* By priority; threads of equal priority in order of arrival, also after some have left. */
TEST(wait_queue_is_in_order)
{
	static const unsigned char priorities[WAITERS] = {3, 1, 3, 2, 5, 1, 5, 3, 2, 4, 1, 5};
	static const unsigned char order[WAITERS] = {11, 6, 9, 7, 2, 0, 3, 8, 5, 10, 1, 4};
	struct thread *t[WAITERS];
	bool right = true;

	ends = 0;
	for (unsigned int i = 0; i < WAITERS; i++)
		t[i] = thread_create("w", wait_in_crowd, (void *)(uintptr_t)i,
				     PRIORITY_DEFAULT + priorities[i], 2048);
	/* The first of a priority leaves it, one comes before all, one behind all. */
	thread_set_priority(t[4], PRIORITY_DEFAULT);
	thread_set_priority(t[1], PRIORITY_DEFAULT + 1);
	thread_set_priority(t[11], PRIORITY_DEFAULT + 9);
	thread_set_priority(t[0], PRIORITY_DEFAULT + 3);
	thread_set_priority(t[2], PRIORITY_DEFAULT + 3);
	thread_set_priority(t[0], PRIORITY_DEFAULT + 3);
	while (!list_empty(&crowd.waiting)) {
		irq_state state = irq_save();

		wait_wake(&crowd, 0);
		irq_restore(state);
		thread_yield();
	}
	thread_set_priority(thread_self(), PRIORITY_DEFAULT - 1);
	thread_set_priority(thread_self(), PRIORITY_DEFAULT);
	for (unsigned int i = 0; i < WAITERS; i++) {
		right = right && woke[i] == order[i];
		thread_join(t[i]);
	}
	CHECK(right && ends == WAITERS);
}
