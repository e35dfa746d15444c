/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/process.h>
#include <skiff/posix/signal.h>
#include <skiff/test.h>

#define USR1 10
#define MASK 8

static _Alignas(16) char memory[32768];
static unsigned int on, off;
static int64_t change;
static struct posix_stack inside;

static void handler(int number)
{
	const struct posix_stack none = {.flags = POSIX_SS_DISABLE};

	(void)number;
	if ((uintptr_t)__builtin_frame_address(0) - (uintptr_t)memory < sizeof(memory))
		on++;
	else
		off++;
	change = sys_sigaltstack(&none, NULL);
	sys_sigaltstack(NULL, &inside);
	if (on == 1)
		sys_kill(0, USR1); /* on the same stack again */
}

static void set(uintptr_t function, unsigned long flags)
{
	struct posix_action action = {function, flags, 0, 0};

	on = off = 0;
	CHECK(sys_rt_sigaction(USR1, &action, NULL, MASK) == 0);
}

TEST(handler_that_asks_for_it_runs_on_the_other_stack)
{
	const struct posix_stack other = {.base = (uintptr_t)memory, .size = sizeof(memory)};

	CHECK(sys_sigaltstack(&other, NULL) == 0);
	set((uintptr_t)handler, POSIX_SA_ONSTACK | POSIX_SA_NODEFER);
	CHECK(sys_kill(0, USR1) == 0 && on == 2 && off == 0 && change == -EPERM);
	CHECK(inside.base == (uintptr_t)memory && inside.size == sizeof(memory));
	CHECK(inside.flags == POSIX_SS_ONSTACK);
	set((uintptr_t)handler, 0);
	CHECK(sys_kill(0, USR1) == 0 && on == 0 && off == 1 && change == 0);
	set((uintptr_t)handler, POSIX_SA_ONSTACK);
	CHECK(sys_kill(0, USR1) == 0 && on == 0 && off == 1);
	set(POSIX_SIG_DFL, 0);
}

TEST(other_stack_is_checked_and_told)
{
	const struct posix_stack bad = {.base = (uintptr_t)memory, .flags = 8, .size = 8192},
				 small = {.base = (uintptr_t)memory,
					  .size = POSIX_SIGNAL_STACK - 1},
				 none = {.flags = POSIX_SS_DISABLE},
				 least = {.base = (uintptr_t)memory, .size = POSIX_SIGNAL_STACK};
	struct posix_stack now;

	CHECK(sys_sigaltstack(&bad, NULL) == -EINVAL && sys_sigaltstack(&small, NULL) == -ENOMEM);
	CHECK(sys_sigaltstack(&least, &now) == 0 && now.flags == POSIX_SS_DISABLE);
	CHECK(sys_sigaltstack(&none, &now) == 0 && now.flags == 0 && now.base == least.base);
	CHECK(now.size == POSIX_SIGNAL_STACK);
	CHECK(sys_sigaltstack(NULL, &now) == 0 && now.flags == POSIX_SS_DISABLE && now.size == 0);
}
