/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals of the one process to itself. They arrive synchronously: the call that sends a signal, or that unblocks a pending
 * one, calls its handler before it returns (POSIX kill: at least one is delivered before kill() returns). For a signal to
 * another thread, or from a timer, the call that the thread is blocked in calls the handler and then ends; otherwise the
 * thread's next call of this library, or its next one that would block, calls it.
 */
#include <errno.h>
#include <stdbool.h>
#include <skiff/arch.h>
#include <skiff/plat.h>
#include <skiff/posix/process.h>
#include "inside.h"

#define CONTEXT_SIZE	 4560 /* bytes of ucontext_t, whose registers are zero here */
#define CONTEXT_STACK	 16   /* offset of its uc_stack */
#define CONTEXT_MASK	 40   /* offset of its uc_sigmask */
#define STATUS_OF_SIGNAL 128  /* added to the signal's number, as in shells */
#define UNBLOCKABLE	 (signal_bit(POSIX_SIGKILL) | signal_bit(POSIX_SIGSTOP))

static struct posix_action actions[POSIX_SIGNALS + 1];
static struct posix_pending shared; /* sent to the process: any thread may take them */

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

__attribute__((weak)) struct posix_signals *posix_signals_next(const struct posix_signals *after)
{
	return after ? NULL : &only;
}

__attribute__((weak)) void posix_signals_wake(struct posix_signals *signals)
{
	(void)signals;
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

static bool is_ignored(int number)
{
	uintptr_t handler = actions[number].handler;

	return handler == POSIX_SIG_IGN || (handler == POSIX_SIG_DFL && ignored_by_default(number));
}

/* What a handler gets. */
struct told {
	struct posix_action action;
	union posix_signal_record record;
	uint64_t context[CONTEXT_SIZE / sizeof(uint64_t)];
};

static void call(void *argument)
{
	struct told *t = argument;
	int number = t->record.info.number;

	if (t->action.flags & POSIX_SA_SIGINFO)
		((void (*)(int, struct posix_signal_info *, void *))t->action.handler)(
		    number, &t->record.info, t->context);
	else
		((void (*)(int))t->action.handler)(number);
}

/* A handler with SA_SIGINFO may change the signals that are blocked when it returns. */
static void handle(struct posix_signals *to, const struct posix_signal_info *info)
{
	static const struct posix_stack none;
	struct told t = {.action = actions[info->number], .record.info = *info};
	uint64_t *mask = &t.context[CONTEXT_MASK / sizeof(uint64_t)];

	*mask = to->blocked;
	sys_sigaltstack(NULL, (struct posix_stack *)&t.context[CONTEXT_STACK / sizeof(uint64_t)]);
	if (t.action.flags & POSIX_SA_RESETHAND)
		actions[info->number].handler = POSIX_SIG_DFL;
	to->blocked |= t.action.mask;
	if (!(t.action.flags & POSIX_SA_NODEFER))
		to->blocked |= signal_bit(info->number);
	signal_stack_call(t.action.flags & POSIX_SA_ONSTACK ? &to->stack : &none, call, &t);
	to->blocked = *mask & ~UNBLOCKABLE;
}

uint64_t posix_signals_open(const struct posix_signals *signals)
{
	return (signals->pending.numbers | shared.numbers) & ~signals->blocked;
}

bool posix_signals_take(struct posix_signals *signals, uint64_t set, struct posix_signal_info *info)
{
	irq_state state = irq_save();
	uint64_t found = (signals->pending.numbers | shared.numbers) & set;

	if (found) {
		int number = __builtin_ctzll(found) + 1;

		pending_take(signals->pending.numbers & signal_bit(number) ? &signals->pending
									   : &shared,
			     number, info);
	}
	irq_restore(state);
	return found;
}

unsigned int posix_signals_deliver(void)
{
	struct posix_signals *signals = posix_signals();
	struct posix_signal_info info;
	unsigned int called = 0;

	while (posix_signals_open(signals) &&
	       posix_signals_take(signals, ~signals->blocked, &info)) {
		if (is_ignored(info.number))
			continue;
		if (actions[info.number].handler == POSIX_SIG_DFL)
			terminate(info.number);
		handle(signals, &info);
		called++;
	}
	return called;
}

static bool is_signal(int number)
{
	return number >= 1 && number <= POSIX_SIGNALS;
}

/* A signal that becomes ignored doesn't stay pending, blocked or not (POSIX, 2.4.3). */
static void drop(int number)
{
	irq_state state = irq_save();

	pending_drop(&shared, signal_bit(number));
	for (struct posix_signals *s = posix_signals_next(NULL); s; s = posix_signals_next(s))
		pending_drop(&s->pending, signal_bit(number));
	irq_restore(state);
}

int64_t sys_rt_sigaction(int number, const struct posix_action *set, struct posix_action *get,
			 size_t mask_size)
{
	if (!is_signal(number) || mask_size != sizeof(uint64_t) ||
	    (set && (number == POSIX_SIGKILL || number == POSIX_SIGSTOP)))
		return -EINVAL;
	if (get)
		*get = actions[number];
	if (!set)
		return 0;
	actions[number] = *set;
	actions[number].mask &= ~UNBLOCKABLE;
	if (is_ignored(number))
		drop(number);
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
		signals->blocked &= ~UNBLOCKABLE;
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
	*set = posix_signals()->pending.numbers | shared.numbers;
	return 0;
}

/*
 * The thread that takes a signal to the process: one that waits for it, the running one (not in interrupts), or any other that
 * doesn't block it (POSIX kill). NULL: all block it.
 */
static struct posix_signals *taker(int number, struct posix_signals *running)
{
	struct posix_signals *found = running;

	if (found && (found->blocked & signal_bit(number)))
		found = NULL;
	for (struct posix_signals *s = posix_signals_next(NULL); s; s = posix_signals_next(s)) {
		if (s->awaited & signal_bit(number))
			return s;
		if (!found && !(s->blocked & signal_bit(number)))
			found = s;
	}
	return found;
}

/* Where a signal becomes pending; NULL: it is ignored. *to becomes the thread that takes it, or NULL. */
static struct posix_pending *place(int number, struct posix_signals **to,
				   struct posix_signals *running)
{
	struct posix_pending *pending = *to ? &(*to)->pending : &shared;

	if (!*to)
		*to = taker(number, running);
	if (*to && ((*to)->awaited & signal_bit(number))) {
		(*to)->awaited = 0; /* it waits for one only */
		return &(*to)->pending;
	}
	return *to && is_ignored(number) && !((*to)->blocked & signal_bit(number)) ? NULL : pending;
}

void posix_signals_send(struct posix_sent *sent, struct posix_signals *to)
{
	struct posix_pending *pending = place(sent->info.number, &to, NULL);

	if (pending)
		pending_add(pending, sent);
	if (pending && to)
		posix_signals_wake(to);
}

/* @return 0, -EINVAL, or -EAGAIN: too many are pending */
static int send(struct posix_signals *to, const struct posix_signal_info *info)
{
	struct posix_signals *running = posix_signals();
	struct posix_pending *pending;
	irq_state state;
	int error = 0;

	if (info->number == 0)
		return 0;
	if (!is_signal(info->number))
		return -EINVAL;
	state = irq_save();
	pending = place(info->number, &to, running);
	if (pending)
		error = pending_add_copy(pending, info);
	/* Other calls can't say that the pool is empty. */
	if (error && info->code != POSIX_SI_QUEUE) {
		pending->numbers |= signal_bit(info->number);
		error = 0;
	}
	if (pending && !error && to && to != running)
		posix_signals_wake(to);
	irq_restore(state);
	posix_signals_deliver();
	return error;
}

/* 0 and -1 mean the group and everybody: both are this process. */
int64_t sys_kill(int process, int number)
{
	const struct posix_signal_info info = {
	    .number = number, .code = POSIX_SI_USER, .process = POSIX_PROCESS};

	return process >= -1 && process <= POSIX_PROCESS ? send(NULL, &info) : -ESRCH;
}

int64_t sys_tkill(int thread, int number)
{
	const struct posix_signal_info info = {
	    .number = number, .code = POSIX_SI_TKILL, .process = POSIX_PROCESS};
	struct posix_signals *to = posix_signals_of(thread);

	return to ? send(to, &info) : -ESRCH;
}

int64_t sys_tgkill(int process, int thread, int number)
{
	return process == POSIX_PROCESS ? sys_tkill(thread, number) : -ESRCH;
}

int64_t sys_rt_sigqueueinfo(int process, int number, const struct posix_signal_info *info)
{
	struct posix_signal_info copy = *info;

	copy.number = number;
	return process == POSIX_PROCESS ? send(NULL, &copy) : -ESRCH;
}

int64_t sys_rt_tgsigqueueinfo(int process, int thread, int number,
			      const struct posix_signal_info *info)
{
	struct posix_signals *to = posix_signals_of(thread);
	struct posix_signal_info copy = *info;

	copy.number = number;
	return to && process == POSIX_PROCESS ? send(to, &copy) : -ESRCH;
}
