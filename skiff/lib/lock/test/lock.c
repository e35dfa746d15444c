/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <skiff/lock.h>
#include <skiff/test.h>

static struct mutex mutex = MUTEX_INIT(mutex);
static struct condition changed = CONDITION_INIT(changed);
static int inside, worst, done;

static void critical(void *argument)
{
	(void)argument;
	for (int i = 0; i < 20; i++) {
		mutex_lock(&mutex);
		if (++inside > worst)
			worst = inside;
		thread_yield();
		inside--;
		mutex_unlock(&mutex);
		thread_yield();
	}
	done++;
}

TEST(mutex_excludes)
{
	struct thread *t[4];

	inside = worst = done = 0;
	for (int i = 0; i < 4; i++)
		t[i] = thread_create("m", critical, NULL, PRIORITY_DEFAULT, 0);
	for (int i = 0; i < 4; i++)
		thread_join(t[i]);
	CHECK(worst == 1 && done == 4 && mutex.owner == 0);
}

TEST(mutex_trylock_tells)
{
	CHECK(mutex_trylock(&mutex) && !mutex_trylock(&mutex));
	mutex_unlock(&mutex);
}

static struct semaphore ping = SEMAPHORE_INIT(ping, 0), pong = SEMAPHORE_INIT(pong, 0);
static int rounds;

static void answer(void *argument)
{
	for (int i = 0; i < (int)(intptr_t)argument; i++) {
		semaphore_wait(&ping);
		rounds++;
		semaphore_post(&pong);
	}
}

TEST(semaphore_ping_pong)
{
	struct thread *t = thread_create("p", answer, (void *)100, PRIORITY_DEFAULT, 0);
	bool right = true;

	rounds = 0;
	for (int i = 0; i < 100; i++) {
		semaphore_post(&ping);
		semaphore_wait(&pong);
		right = right && rounds == i + 1;
	}
	thread_join(t);
	CHECK(right && ping.count == 0 && pong.count == 0);
}

TEST(semaphore_counts)
{
	struct semaphore s;

	semaphore_init(&s, 2);
	CHECK(semaphore_try(&s) && semaphore_try(&s) && !semaphore_try(&s));
	semaphore_post(&s);
	semaphore_wait(&s);
	CHECK(s.count == 0);
}

static int queue, eaten;

static void consumer(void *argument)
{
	(void)argument;
	mutex_lock(&mutex);
	for (int i = 0; i < 10; i++) {
		while (queue == 0)
			condition_wait(&changed, &mutex);
		queue--;
		eaten++;
	}
	mutex_unlock(&mutex);
}

TEST(condition_wakes_consumers)
{
	struct thread *a = thread_create("a", consumer, NULL, PRIORITY_DEFAULT, 0);
	struct thread *b = thread_create("b", consumer, NULL, PRIORITY_DEFAULT, 0);

	queue = eaten = 0;
	for (int i = 0; i < 20; i++) {
		mutex_lock(&mutex);
		queue++;
		if (i % 2)
			condition_broadcast(&changed);
		else
			condition_signal(&changed);
		mutex_unlock(&mutex);
		thread_yield();
	}
	thread_join(a);
	thread_join(b);
	CHECK(eaten == 20 && queue == 0);
}
