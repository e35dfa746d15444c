/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/alloc.h>
#include <skiff/posix/time.h>
#include "run.h"

static uint32_t word;
static int taken;

static int64_t lock(const struct posix_timespec *until)
{
	return sys_futex(&word, POSIX_FUTEX_LOCK_PI, 0, until, NULL, 0);
}

static int64_t unlock(void)
{
	return sys_futex(&word, POSIX_FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
}

static int take(void *argument)
{
	int priority = (int)(intptr_t)argument;

	CHECK(sys_sched_setscheduler(0, POSIX_SCHED_FIFO, &priority) == 0);
	CHECK(lock(NULL) == 0);
	CHECK((word & POSIX_FUTEX_OWNER) == (uint32_t)sys_gettid());
	taken++;
	CHECK(unlock() == 0);
	return 0;
}

TEST(inheriting_lock_goes_from_thread_to_thread)
{
	struct run run[2];
	size_t before = heap_free();

	taken = 0;
	CHECK(lock(NULL) == 0 && word == POSIX_PROCESS);
	CHECK(sys_futex(&word, POSIX_FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0) == -EAGAIN);
	run_start(&run[0], take, (void *)3);
	run_start(&run[1], take, (void *)9);
	sys_sched_yield();
	CHECK(taken == 0 && word == (POSIX_PROCESS | POSIX_FUTEX_WAITERS));
#ifdef CONFIG_SCHED_FIXED
	/* With the first one's priority: the second has not come to run since. */
	CHECK(thread_self()->priority == PRIORITY_DEFAULT + 3);
#endif
	CHECK(unlock() == 0 && thread_self()->priority == PRIORITY_DEFAULT);
	run_join(&run[0]);
	run_join(&run[1]);
	CHECK(taken == 2 && word == 0);
	CHECK(sys_futex(&word, POSIX_FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0) == 0 && unlock() == 0);
	CHECK(unlock() == -EPERM && GIVEN_BACK(before, 1024));
}

static int give_up(void *argument)
{
	struct posix_timespec past = {0, 0};

	(void)argument;
	CHECK(lock(&past) == -ETIMEDOUT);
	taken++;
	return 0;
}

TEST(inheriting_lock_is_given_up_in_time)
{
	struct run run;

	taken = 0;
	CHECK(lock(NULL) == 0 && lock(NULL) == -EDEADLK);
	run_start(&run, give_up, NULL);
	run_join(&run);
	CHECK(taken == 1 && word == POSIX_PROCESS);
	CHECK(thread_self()->priority == PRIORITY_DEFAULT);
	CHECK(unlock() == 0 && word == 0);
	word = 12345;
	CHECK(lock(NULL) == -ESRCH);
	word = 0;
}

static int die_with_it(void *argument)
{
	(void)argument;
	CHECK(lock(NULL) == 0);
	taken = 1;
	while (!(word & POSIX_FUTEX_WAITERS))
		sys_sched_yield();
	return 0;
}

TEST(inheriting_lock_of_a_thread_that_ends_goes_on)
{
	struct run run;

	taken = 0;
	run_start(&run, die_with_it, NULL);
	while (!taken)
		sys_sched_yield();
	CHECK(lock(NULL) == 0);
	CHECK(word == (POSIX_PROCESS | POSIX_FUTEX_OWNER_DIED));
	word = POSIX_PROCESS;
	CHECK(unlock() == 0);
	run_join(&run);
}
