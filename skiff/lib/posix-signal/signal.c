/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals of the one process to itself. They arrive synchronously: the call that sends a signal, or
 * that unblocks a pending one, calls its handler before it returns (POSIX kill: at least one is
 * delivered before kill() returns).
 */
#include <errno.h>
#include <stdbool.h>
#include <skiff/plat.h>
#include <skiff/posix/process.h>
#include <skiff/posix/signal.h>

#define CODE_TKILL	 (-6)
#define CONTEXT_SIZE	 4560 /* of ucontext_t, whose registers are zero here */
#define STATUS_OF_SIGNAL 128  /* added to the number, as shells do */

static struct posix_action actions[POSIX_SIGNALS + 1];
static uint64_t blocked, pending;

static uint64_t bit(int number)
{
	return (uint64_t)1 << (number - 1);
}

/* SIGCHLD, SIGCONT, SIGURG and SIGWINCH; stopping is no state that this process can be in. */
static bool ignored_by_default(int number)
{
	return number == 17 || number == 18 || number == 23 || number == 28 ||
	       (number >= POSIX_SIGSTOP && number <= 22);
}

static _Noreturn void terminate(int number)
{
	static const char text[] = "\nskiff: ended by a signal";

	console_write(text, sizeof(text) - 1);
	sys_exit_group(STATUS_OF_SIGNAL + number);
}

static void call(int number, const struct posix_action *action)
{
	struct posix_signal_info info = {
	    .number = number, .code = CODE_TKILL, .process = POSIX_PROCESS};
	uint64_t context[CONTEXT_SIZE / sizeof(uint64_t)] = {0};

	if (action->flags & POSIX_SA_SIGINFO)
		((void (*)(int, struct posix_signal_info *, void *))action->handler)(number, &info,
										     context);
	else
		((void (*)(int))action->handler)(number);
}

static void deliver(int number)
{
	struct posix_action action = actions[number];
	uint64_t before = blocked;

	pending &= ~bit(number);
	if (action.handler == POSIX_SIG_IGN ||
	    (action.handler == POSIX_SIG_DFL && ignored_by_default(number)))
		return;
	if (action.handler == POSIX_SIG_DFL)
		terminate(number);
	if (action.flags & POSIX_SA_RESETHAND)
		actions[number].handler = POSIX_SIG_DFL;
	blocked |= action.mask;
	if (!(action.flags & POSIX_SA_NODEFER))
		blocked |= bit(number);
	call(number, &action);
	blocked = before;
}

static void deliver_pending(void)
{
	while (pending & ~blocked)
		deliver(__builtin_ctzll(pending & ~blocked) + 1);
}

static bool is_signal(int number)
{
	return number >= 1 && number <= POSIX_SIGNALS;
}

int64_t sys_rt_sigaction(int number, const struct posix_action *set, struct posix_action *get,
			 size_t mask_size)
{
	if (!is_signal(number) || mask_size != sizeof(uint64_t) ||
	    (set && (number == POSIX_SIGKILL || number == POSIX_SIGSTOP)))
		return -EINVAL;
	if (get)
		*get = actions[number];
	if (set)
		actions[number] = *set;
	return 0;
}

int64_t sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *get, size_t mask_size)
{
	uint64_t before = blocked;

	if (mask_size != sizeof(uint64_t))
		return -EINVAL;
	if (set) {
		if (how == POSIX_SIG_BLOCK)
			blocked |= *set;
		else if (how == POSIX_SIG_UNBLOCK)
			blocked &= ~*set;
		else if (how == POSIX_SIG_SETMASK)
			blocked = *set;
		else
			return -EINVAL;
		blocked &= ~(bit(POSIX_SIGKILL) | bit(POSIX_SIGSTOP));
	}
	if (get)
		*get = before;
	deliver_pending();
	return 0;
}

int64_t sys_rt_sigpending(uint64_t *set, size_t mask_size)
{
	if (mask_size > sizeof(uint64_t))
		return -EINVAL;
	*set = pending;
	return 0;
}

static int send(int number)
{
	if (number == 0)
		return 0;
	if (!is_signal(number))
		return -EINVAL;
	pending |= bit(number);
	deliver_pending();
	return 0;
}

/* 0 and -1 mean the group and everybody: both are this process. */
int64_t sys_kill(int process, int number)
{
	return process >= -1 && process <= POSIX_PROCESS ? send(number) : -ESRCH;
}

int64_t sys_tkill(int thread, int number)
{
	return thread == sys_gettid() ? send(number) : -ESRCH;
}

int64_t sys_tgkill(int process, int thread, int number)
{
	return process == POSIX_PROCESS ? sys_tkill(thread, number) : -ESRCH;
}
