/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals of the one process to itself. They arrive synchronously: the call that sends a signal, or that unblocks a pending
 * one, calls its handler before it returns (POSIX kill: at least one is delivered before kill() returns). For a signal to
 * another thread, the call that this thread is blocked in calls the handler and then ends; otherwise the thread's next call of
 * this library calls it.
 */
#include <errno.h>
#include <stdbool.h>
#include <skiff/plat.h>
#include <skiff/posix/process.h>
#include <skiff/posix/signal.h>

#define CODE_TKILL	 (-6)
#define CONTEXT_SIZE	 4560 /* bytes of ucontext_t, whose registers are zero here */
#define CONTEXT_MASK	 40   /* offset of its uc_sigmask */
#define STATUS_OF_SIGNAL 128  /* added to the signal's number, as in shells */

static struct posix_action actions[POSIX_SIGNALS + 1];
static uint64_t pending; /* sent to the process, and blocked by all threads */

/* Signals of the only thread; library `posix-thread` has those of each thread. */
static struct posix_signals only;

__attribute__((weak)) struct posix_signals *posix_signals(void)
{
	return &only;
}

__attribute__((weak)) struct posix_signals *posix_signals_of(int thread)
{
	return thread == POSIX_PROCESS ? &only : NULL;
}

__attribute__((weak)) struct posix_signals *posix_signals_taker(int number)
{
	(void)number;
	return NULL;
}

__attribute__((weak)) void posix_signals_wake(struct posix_signals *signals)
{
	(void)signals;
}

static uint64_t bit(int number)
{
	return (uint64_t)1 << (number - 1);
}

/* SIGCHLD, SIGCONT, SIGURG and SIGWINCH; this process can't be stopped. */
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

/* A handler with SA_SIGINFO may change the signals that are blocked when it returns. */
static void call(int number, const struct posix_action *action, uint64_t *mask)
{
	struct posix_signal_info info = {
	    .number = number, .code = CODE_TKILL, .process = POSIX_PROCESS};
	uint64_t context[CONTEXT_SIZE / sizeof(uint64_t)] = {0};

	context[CONTEXT_MASK / sizeof(uint64_t)] = *mask;
	if (action->flags & POSIX_SA_SIGINFO)
		((void (*)(int, struct posix_signal_info *, void *))action->handler)(number, &info,
										     context);
	else
		((void (*)(int))action->handler)(number);
	*mask = context[CONTEXT_MASK / sizeof(uint64_t)];
}

static bool is_ignored(int number)
{
	uintptr_t handler = actions[number].handler;

	return handler == POSIX_SIG_IGN || (handler == POSIX_SIG_DFL && ignored_by_default(number));
}

static void deliver(struct posix_signals *to, int number)
{
	struct posix_action action = actions[number];
	uint64_t before = to->blocked;

	if (to->pending & bit(number))
		to->pending &= ~bit(number);
	else
		pending &= ~bit(number);
	if (is_ignored(number))
		return;
	if (action.handler == POSIX_SIG_DFL)
		terminate(number);
	if (action.flags & POSIX_SA_RESETHAND)
		actions[number].handler = POSIX_SIG_DFL;
	to->blocked |= action.mask;
	if (!(action.flags & POSIX_SA_NODEFER))
		to->blocked |= bit(number);
	call(number, &action, &before);
	to->blocked = before;
}

uint64_t posix_signals_open(const struct posix_signals *signals)
{
	return (signals->pending | pending) & ~signals->blocked;
}

void posix_signals_deliver(void)
{
	struct posix_signals *signals = posix_signals();
	uint64_t open;

	while ((open = posix_signals_open(signals)))
		deliver(signals, __builtin_ctzll(open) + 1);
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
	struct posix_signals *signals = posix_signals();
	uint64_t before = signals->blocked;

	if (mask_size != sizeof(uint64_t))
		return -EINVAL;
	if (set) {
		if (how == POSIX_SIG_BLOCK)
			signals->blocked |= *set;
		else if (how == POSIX_SIG_UNBLOCK)
			signals->blocked &= ~*set;
		else if (how == POSIX_SIG_SETMASK)
			signals->blocked = *set;
		else
			return -EINVAL;
		signals->blocked &= ~(bit(POSIX_SIGKILL) | bit(POSIX_SIGSTOP));
	}
	if (get)
		*get = before;
	posix_signals_deliver();
	return 0;
}

int64_t sys_rt_sigpending(uint64_t *set, size_t mask_size)
{
	if (mask_size > sizeof(uint64_t))
		return -EINVAL;
	*set = posix_signals()->pending | pending;
	return 0;
}

/* Send to a thread or, without one, to any that doesn't block the signal, preferably the running one. */
static int send(struct posix_signals *to, int number)
{
	if (number == 0)
		return 0;
	if (!is_signal(number))
		return -EINVAL;
	if (!to && (posix_signals()->blocked & bit(number)))
		to = posix_signals_taker(number);
	*(to ? &to->pending : &pending) |= bit(number);
	if (to && to != posix_signals() && !is_ignored(number))
		posix_signals_wake(to);
	posix_signals_deliver();
	return 0;
}

/* 0 and -1 mean the group and everybody: both are this process. */
int64_t sys_kill(int process, int number)
{
	return process >= -1 && process <= POSIX_PROCESS ? send(NULL, number) : -ESRCH;
}

int64_t sys_tkill(int thread, int number)
{
	struct posix_signals *to = posix_signals_of(thread);

	return to ? send(to, number) : -ESRCH;
}

int64_t sys_tgkill(int process, int thread, int number)
{
	return process == POSIX_PROCESS ? sys_tkill(thread, number) : -ESRCH;
}
