/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/time.h>
#include "run.h"

#define USR1 10
#define USR2 12
#define CHLD 17
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

TEST(signal_that_is_ignored_does_not_stay_with_another_thread)
{
	uint64_t mask = 1ull << (USR1 - 1), before;
	struct run run;

	set(POSIX_SIG_IGN);
	run_start(&run, wait_long, NULL);
	sys_sched_yield();
	CHECK(sys_tkill(run.id, USR1) == 0);
	set((uintptr_t)handler);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, &before, MASK) == 0);
	CHECK(sys_futex(&word, POSIX_FUTEX_WAKE, 1, NULL, NULL, 0) == 1);
	run_join(&run);
	CHECK(result == 0 && handled_by == 0);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_SETMASK, &before, NULL, MASK) == 0 && handled_by == 0);
	set(POSIX_SIG_DFL);
}

static int yield_often(void *argument)
{
	(void)argument;
	for (int i = 0; i < 100 && !handled_by; i++)
		sys_sched_yield();
	result = handled_by;
	return 0;
}

TEST(signal_reaches_a_thread_that_yields)
{
	struct run run;

	set((uintptr_t)handler);
	run_start(&run, yield_often, NULL);
	sys_sched_yield();
	CHECK(sys_tkill(run.id, USR1) == 0);
	run_join(&run);
	CHECK(result == run.id);
	set(POSIX_SIG_DFL);
}

static union posix_signal_record record;

static int await(void *argument)
{
	uint64_t mask = 1ull << (USR1 - 1) | 1ull << (CHLD - 1);

	result = (int)sys_rt_sigtimedwait(&mask, &record, argument, MASK);
	return 0;
}

TEST(signal_is_awaited_by_a_thread_instead_of_a_handler)
{
	const struct posix_signal_info info = {.code = POSIX_SI_QUEUE, .value = 3};
	uint64_t mask = 1ull << (USR1 - 1), before;
	struct run run;

	set((uintptr_t)handler);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, &before, MASK) == 0);
	run_start(&run, await, NULL);
	sys_sched_yield();
	CHECK(sys_rt_sigqueueinfo(POSIX_PROCESS, USR1, &info) == 0);
	run_join(&run);
	CHECK(result == USR1 && record.info.value == 3 && record.info.number == USR1);
	CHECK(record.bytes[100] == 0 && handled_by == 0);
	/* One that is ignored otherwise, to the process, although main doesn't block it. */
	run_start(&run, await, NULL);
	sys_sched_yield();
	CHECK(sys_kill(POSIX_PROCESS, CHLD) == 0);
	run_join(&run);
	CHECK(result == CHLD && record.info.code == POSIX_SI_USER);
	/* One that is pending already. */
	CHECK(sys_kill(POSIX_PROCESS, USR1) == 0);
	CHECK(sys_rt_sigtimedwait(&mask, NULL, NULL, MASK) == USR1);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_SETMASK, &before, NULL, MASK) == 0 && handled_by == 0);
	set(POSIX_SIG_DFL);
}

TEST(signal_that_is_awaited_in_vain_ends_in_time_or_by_another)
{
	const struct posix_timespec none = {0, 0}, soon = {0, 1000000}, bad = {0, -1};
	const uint64_t mask = 1ull << (CHLD - 1);
	struct posix_action action = {(uintptr_t)handler, 0, 0, 0};
	struct run run;

	CHECK(sys_rt_sigtimedwait(&mask, &record, &none, MASK) == -EAGAIN);
	CHECK(sys_rt_sigtimedwait(&mask, &record, &soon, MASK) == -EAGAIN);
	CHECK(sys_rt_sigtimedwait(&mask, &record, &bad, MASK) == -EINVAL);
	CHECK(sys_rt_sigtimedwait(&mask, &record, NULL, 4) == -EINVAL);
	CHECK(sys_rt_sigaction(USR2, &action, NULL, MASK) == 0);
	handled_by = 0;
	run_start(&run, await, NULL);
	sys_sched_yield();
	CHECK(sys_tkill(run.id, USR2) == 0);
	run_join(&run);
	CHECK(result == -EINTR && handled_by == run.id);
	action.handler = POSIX_SIG_DFL;
	CHECK(sys_rt_sigaction(USR2, &action, NULL, MASK) == 0);
}

static int suspend(void *mask)
{
	result = (int)sys_rt_sigsuspend(mask, MASK);
	return 0;
}

TEST(signal_is_waited_for_with_other_signals_blocked)
{
	uint64_t mask = 1ull << (USR1 - 1), other = 1ull << (CHLD - 1), before, now;
	struct run run;

	set((uintptr_t)handler);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, &before, MASK) == 0);
	run_start(&run, suspend, &other);
	sys_sched_yield();
	/* What is blocked or ignored doesn't end it. */
	CHECK(sys_tkill(run.id, CHLD) == 0 && sys_tkill(run.id, 28) == 0);
	sys_sched_yield();
	CHECK(run.alive && sys_tkill(run.id, USR1) == 0);
	run_join(&run);
	CHECK(result == -EINTR && handled_by == run.id);
	CHECK(sys_kill(POSIX_PROCESS, USR1) == 0 && sys_rt_sigsuspend(&before, MASK) == -EINTR);
	CHECK(handled_by == POSIX_PROCESS && sys_rt_sigsuspend(&before, 4) == -EINVAL);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_SETMASK, &before, &now, MASK) == 0 && now == mask);
	set(POSIX_SIG_DFL);
}
