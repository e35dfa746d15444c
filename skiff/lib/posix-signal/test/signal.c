/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/process.h>
#include <skiff/posix/signal.h>
#include <skiff/test.h>

#define USR1 10
#define USR2 12
#define MASK 8

static int calls, last, depth, deepest;

static void count(int number)
{
	calls++;
	last = number;
	deepest = ++depth > deepest ? depth : deepest;
	if (calls == 1)
		sys_kill(1, number);
	depth--;
}

static void told(int number, struct posix_signal_info *info, void *context)
{
	last = info->number == number && info->process == 1 && context ? number : -1;
}

static void set(int number, uintptr_t handler, unsigned long flags, uint64_t mask)
{
	struct posix_action action = {handler, flags, 0, mask};

	CHECK(sys_rt_sigaction(number, &action, 0, MASK) == 0);
	calls = last = depth = deepest = 0;
}

TEST(signal_handler_runs_before_kill_returns_and_not_inside_itself)
{
	set(USR1, (uintptr_t)count, 0, 0);
	CHECK(sys_kill(1, USR1) == 0 && calls == 2 && last == USR1 && deepest == 1);
	set(USR1, (uintptr_t)count, POSIX_SA_NODEFER, 0);
	CHECK(sys_kill(0, USR1) == 0 && calls == 2 && deepest == 2);
	set(USR1, POSIX_SIG_DFL, 0, 0);
}

TEST(signal_that_is_blocked_waits)
{
	uint64_t mask = 1ull << (USR2 - 1), before, waiting;

	set(USR2, (uintptr_t)count, 0, 0);
	calls = 1;
	CHECK(sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, &before, MASK) == 0);
	CHECK(sys_tgkill(1, (int)sys_gettid(), USR2) == 0 && calls == 1);
	CHECK(sys_rt_sigpending(&waiting, MASK) == 0 && waiting == mask);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_SETMASK, &before, 0, MASK) == 0 && calls == 2);
	CHECK(sys_rt_sigpending(&waiting, MASK) == 0 && waiting == 0);
	set(USR2, POSIX_SIG_DFL, 0, 0);
}

TEST(signal_handler_can_be_told_more_and_go_after_one)
{
	struct posix_action now;

	set(USR1, (uintptr_t)told, POSIX_SA_SIGINFO | POSIX_SA_RESETHAND, 0);
	CHECK(sys_tkill((int)sys_gettid(), USR1) == 0 && last == USR1);
	CHECK(sys_rt_sigaction(USR1, 0, &now, MASK) == 0 && now.handler == POSIX_SIG_DFL);
	set(USR1, POSIX_SIG_IGN, 0, 0);
	CHECK(sys_kill(1, USR1) == 0 && sys_kill(1, 17) == 0);
	set(USR1, POSIX_SIG_DFL, 0, 0);
}

TEST(signal_calls_check_their_arguments)
{
	struct posix_action action = {POSIX_SIG_IGN, 0, 0, 0};
	uint64_t mask = ~0ull, before, now;

	CHECK(sys_rt_sigaction(0, 0, 0, MASK) == -EINVAL);
	CHECK(sys_rt_sigaction(65, 0, 0, MASK) == -EINVAL);
	CHECK(sys_rt_sigaction(POSIX_SIGKILL, &action, 0, MASK) == -EINVAL);
	CHECK(sys_rt_sigaction(USR1, &action, 0, 4) == -EINVAL);
	CHECK(sys_kill(7, USR1) == -ESRCH && sys_kill(1, 65) == -EINVAL && sys_kill(1, 0) == 0);
	CHECK(sys_tkill(99, USR1) == -ESRCH && sys_tgkill(2, 1, USR1) == -ESRCH);
	CHECK(sys_rt_sigprocmask(3, &mask, &before, MASK) == -EINVAL);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_SETMASK, &mask, &before, MASK) == 0);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_SETMASK, &before, &now, MASK) == 0);
	CHECK(!(now & 1ull << (POSIX_SIGKILL - 1)));
}
