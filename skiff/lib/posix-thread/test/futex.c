/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/time.h>
#include "run.h"

#define WAITERS 4

static uint32_t word, other;
static unsigned int awake;

static int64_t futex(uint32_t *at, int operation, uint32_t value)
{
	return sys_futex(at, operation | POSIX_FUTEX_PRIVATE, value, NULL, NULL, 0);
}

static int wait_once(void *argument)
{
	(void)argument;
	CHECK(futex(&word, POSIX_FUTEX_WAIT, 0) == 0);
	awake++;
	return 0;
}

static void start(struct run *run)
{
	word = other = awake = 0;
	for (int i = 0; i < WAITERS; i++)
		run_start(&run[i], wait_once, NULL);
	sys_sched_yield();
}

static void join(struct run *run)
{
	for (int i = 0; i < WAITERS; i++)
		run_join(&run[i]);
	CHECK(awake == WAITERS);
}

TEST(futex_wakes_as_many_as_asked)
{
	struct run run[WAITERS];

	start(run);
	CHECK(futex(&other, POSIX_FUTEX_WAKE, 9) == 0);
	CHECK(futex(&word, POSIX_FUTEX_WAKE, 1) == 1);
	sys_sched_yield();
	CHECK(awake == 1);
	CHECK(futex(&word, POSIX_FUTEX_WAKE, INT32_MAX) == 3);
	CHECK(futex(&word, POSIX_FUTEX_WAKE, INT32_MAX) == 0);
	join(run);
}

TEST(futex_requeues_to_another_word)
{
	struct run run[WAITERS];

	start(run);
	CHECK(sys_futex(&word, POSIX_FUTEX_CMP_REQUEUE, 1, (void *)2, &other, 5) == -EAGAIN);
	CHECK(sys_futex(&word, POSIX_FUTEX_REQUEUE, 1, (void *)2, &other, 0) == 3);
	CHECK(futex(&other, POSIX_FUTEX_WAKE, 9) == 2);
	CHECK(sys_futex(&word, POSIX_FUTEX_CMP_REQUEUE, 0, (void *)9, &other, 0) == 1);
	CHECK(futex(&word, POSIX_FUTEX_WAKE, 9) == 0 && futex(&other, POSIX_FUTEX_WAKE, 9) == 1);
	join(run);
}

static int wait_bits(void *argument)
{
	CHECK(sys_futex(&word, POSIX_FUTEX_WAIT_BITSET, 0, NULL, NULL,
			(uint32_t)(uintptr_t)argument) == 0);
	awake++;
	return 0;
}

TEST(futex_wakes_by_bits)
{
	struct run run[2];

	word = awake = 0;
	run_start(&run[0], wait_bits, (void *)1);
	run_start(&run[1], wait_bits, (void *)2);
	sys_sched_yield();
	CHECK(sys_futex(&word, POSIX_FUTEX_WAKE_BITSET, 9, NULL, NULL, 4) == 0);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAKE_BITSET, 9, NULL, NULL, 2) == 1);
	run_join(&run[1]);
	CHECK(awake == 1);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAKE_BITSET, 9, NULL, NULL, 3) == 1);
	run_join(&run[0]);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAIT_BITSET, 0, NULL, NULL, 0) == -EINVAL);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAKE_BITSET, 0, NULL, NULL, 0) == -EINVAL);
}

TEST(futex_waits_no_longer_than_asked)
{
	struct posix_timespec span = {0, 2000000}, bad = {0, -1}, a, b;

	word = 1;
	sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &a);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAIT, 1, &span, NULL, 0) == -ETIMEDOUT);
	sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &b);
	CHECK((b.seconds - a.seconds) * 1000000000 + b.nanoseconds - a.nanoseconds >= 2000000);
	/* A point that has passed, of either clock. */
	CHECK(sys_futex(&word, POSIX_FUTEX_WAIT_BITSET, 1, &a, NULL, 1) == -ETIMEDOUT);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAIT_BITSET | POSIX_FUTEX_CLOCK_REALTIME, 1, &span, NULL,
			1) == -ETIMEDOUT);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAIT, 1, &bad, NULL, 0) == -EINVAL);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAIT, 2, &span, NULL, 0) == -EAGAIN);
}

TEST(futex_checks_its_arguments)
{
	CHECK(futex((uint32_t *)((char *)&word + 2), POSIX_FUTEX_WAKE, 1) == -EINVAL);
	CHECK(futex(&word, POSIX_FUTEX_WAKE, UINT32_MAX) == -EINVAL);
	CHECK(futex(&word, 99, 1) == -ENOSYS);
}
