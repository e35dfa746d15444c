/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/time.h>
#include "run.h"

#define USR1 10
#define MASK 8

static int handled_by, result;
static uint32_t word;

static void handler(int number)
{
	(void)number;
	handled_by = (int)sys_gettid();
}

static void set(uintptr_t function)
{
	struct posix_action action = {function, 0, 0, 0};

	handled_by = result = 0;
	CHECK(sys_rt_sigaction(USR1, &action, NULL, MASK) == 0);
}

static int wait_long(void *argument)
{
	(void)argument;
	result = (int)sys_futex(&word, POSIX_FUTEX_WAIT, 0, NULL, NULL, 0);
	return 0;
}

TEST(signal_to_a_thread_ends_what_it_waits_for)
{
	struct run run;

	set((uintptr_t)handler);
	run_start(&run, wait_long, NULL);
	sys_sched_yield();
	CHECK(sys_tgkill(POSIX_PROCESS, run.id, USR1) == 0);
	run_join(&run);
	CHECK(handled_by == run.id && result == -EINTR);
	set(POSIX_SIG_DFL);
}

static int sleep_long(void *argument)
{
	struct posix_timespec *span = argument;

	result = (int)sys_nanosleep(span, span);
	return 0;
}

TEST(signal_ends_a_sleep_and_says_what_is_left)
{
	struct posix_timespec span = {100, 0};
	struct run run;

	set((uintptr_t)handler);
	run_start(&run, sleep_long, &span);
	sys_sched_yield();
	CHECK(sys_tkill(run.id, USR1) == 0);
	run_join(&run);
	CHECK(handled_by == run.id && result == -EINTR);
	CHECK(span.seconds >= 90 && span.seconds < 100);
	set(POSIX_SIG_DFL);
}

TEST(signal_that_is_ignored_or_blocked_ends_no_wait)
{
	uint64_t mask = 1ull << (USR1 - 1), before;
	struct run run;

	set(POSIX_SIG_IGN);
	run_start(&run, wait_long, NULL);
	sys_sched_yield();
	CHECK(sys_tkill(run.id, USR1) == 0);
	sys_sched_yield();
	CHECK(sys_futex(&word, POSIX_FUTEX_WAKE, 1, NULL, NULL, 0) == 1);
	run_join(&run);
	CHECK(result == 0);
	set((uintptr_t)handler);
	/* A thread begins with what its creator blocks. */
	sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, &before, MASK);
	run_start(&run, wait_long, NULL);
	sys_rt_sigprocmask(POSIX_SIG_SETMASK, &before, NULL, MASK);
	sys_sched_yield();
	CHECK(sys_tkill(run.id, USR1) == 0);
	sys_sched_yield();
	CHECK(sys_futex(&word, POSIX_FUTEX_WAKE, 1, NULL, NULL, 0) == 1);
	run_join(&run);
	CHECK(result == 0 && handled_by == 0);
	set(POSIX_SIG_DFL);
}

TEST(signal_to_the_process_goes_to_a_thread_that_takes_it)
{
	uint64_t mask = 1ull << (USR1 - 1), before, pending;
	struct run run;

	set((uintptr_t)handler);
	run_start(&run, wait_long, NULL);
	sys_sched_yield();
	CHECK(sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, &before, MASK) == 0);
	CHECK(sys_kill(POSIX_PROCESS, USR1) == 0);
	run_join(&run);
	CHECK(handled_by == run.id && result == -EINTR);
	/* None is left that takes it: it stays with the process. */
	handled_by = 0;
	CHECK(sys_kill(POSIX_PROCESS, USR1) == 0 && handled_by == 0);
	CHECK(sys_rt_sigpending(&pending, MASK) == 0 && pending == mask);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_SETMASK, &before, NULL, MASK) == 0);
	CHECK(handled_by == POSIX_PROCESS);
	set(POSIX_SIG_DFL);
}
