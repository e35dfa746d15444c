/* SPDX-License-Identifier: BSD-3-Clause */
/* musl's pthreads on library `posix-thread`. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>
#include <skiff/test.h>

static _Thread_local int own = 3;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int turn, cleaned;

static void *add(void *argument)
{
	for (int i = 0; i < 10; i++) {
		pthread_mutex_lock(&mutex);
		while (turn % 3 != (intptr_t)argument)
			pthread_cond_wait(&condition, &mutex);
		turn++;
		own++;
		pthread_cond_broadcast(&condition);
		pthread_mutex_unlock(&mutex);
	}
	errno = (int)(intptr_t)argument;
	return (void *)(intptr_t)(own + errno);
}

TEST(pthreads_take_turns_and_have_their_own_variables)
{
	pthread_t t[3];
	void *result;

	turn = 0;
	errno = 77;
	for (intptr_t i = 0; i < 3; i++)
		CHECK(pthread_create(&t[i], NULL, add, (void *)i) == 0);
	for (intptr_t i = 0; i < 3; i++)
		CHECK(pthread_join(t[i], &result) == 0 && (intptr_t)result == 13 + i);
	CHECK(turn == 30 && own == 3 && errno == 77);
}

static void clean(void *argument)
{
	cleaned += (int)(intptr_t)argument;
}

static void *wait_at(void *argument)
{
	pthread_cleanup_push(clean, (void *)1);
	if (argument)
		sem_wait(argument);
	else
		sleep(1000);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *spin(void *argument)
{
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	sched_yield();
	pthread_cleanup_push(clean, argument);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_testcancel();
	pthread_cleanup_pop(0);
	return NULL;
}

TEST(pthreads_are_cancelled_where_they_wait)
{
	pthread_t t;
	sem_t none;
	void *result;

	cleaned = 0;
	sem_init(&none, 0, 0);
	for (int i = 0; i < 2; i++) {
		CHECK(pthread_create(&t, NULL, wait_at, i ? &none : NULL) == 0);
		sched_yield();
		CHECK(pthread_cancel(t) == 0);
		CHECK(pthread_join(t, &result) == 0 && result == PTHREAD_CANCELED);
	}
	CHECK(cleaned == 2);
	CHECK(pthread_create(&t, NULL, spin, (void *)4) == 0);
	sched_yield();
	CHECK(pthread_cancel(t) == 0);
	CHECK(pthread_join(t, &result) == 0 && result == PTHREAD_CANCELED && cleaned == 6);
}

static void *detached(void *argument)
{
	sem_post(argument);
	return NULL;
}

TEST(pthreads_that_are_detached_give_their_stacks_back)
{
	pthread_attr_t attributes;
	pthread_t t;
	sem_t done;

	sem_init(&done, 0, 0);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	/* More than memory has room for at a time. */
	for (int i = 0; i < 1500; i++) {
		CHECK(pthread_create(&t, &attributes, detached, &done) == 0);
		CHECK(sem_wait(&done) == 0);
		sched_yield();
	}
}

static void *lock_and_end(void *argument)
{
	CHECK(pthread_mutex_lock(argument) == 0);
	return NULL;
}

TEST(pthread_mutexes_are_robust_and_inherit_priority)
{
	pthread_mutexattr_t attributes;
	pthread_mutex_t m;
	pthread_t t;
	struct timespec past = {0, 0};

	pthread_mutexattr_init(&attributes);
	CHECK(pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST) == 0);
	CHECK(pthread_mutex_init(&m, &attributes) == 0);
	CHECK(pthread_create(&t, NULL, lock_and_end, &m) == 0 && pthread_join(t, NULL) == 0);
	CHECK(pthread_mutex_lock(&m) == EOWNERDEAD && pthread_mutex_consistent(&m) == 0);
	CHECK(pthread_mutex_unlock(&m) == 0);
	pthread_mutexattr_init(&attributes);
	CHECK(pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT) == 0);
	CHECK(pthread_mutex_init(&m, &attributes) == 0);
	CHECK(pthread_mutex_lock(&m) == 0 && pthread_mutex_timedlock(&m, &past) != 0);
	CHECK(pthread_mutex_unlock(&m) == 0 && pthread_mutex_trylock(&m) == 0);
	CHECK(pthread_mutex_unlock(&m) == 0);
}

TEST(process_has_a_scheduling_policy)
{
	struct sched_param p = {.sched_priority = 3};

	CHECK(sched_getscheduler(0) == SCHED_OTHER);
	CHECK(sched_setscheduler(getpid(), SCHED_FIFO, &p) == 0);
	p.sched_priority = 5;
	CHECK(sched_getscheduler(getpid()) == SCHED_FIFO && sched_setparam(0, &p) == 0);
	p.sched_priority = 0;
	CHECK(sched_getparam(0, &p) == 0 && p.sched_priority == 5);
	errno = 0;
	CHECK(sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){0}) == -1 && errno == EINVAL);
	CHECK(sched_getscheduler(9999) == -1 && errno == ESRCH);
	CHECK(sched_getparam(-1, &p) == -1 && errno == EINVAL);
	p.sched_priority = 0;
	CHECK(sched_setscheduler(0, SCHED_OTHER, &p) == 0 && sched_setparam(-2, &p) == -1);
}
