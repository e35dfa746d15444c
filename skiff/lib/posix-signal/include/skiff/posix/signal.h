/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals: numbers, structures and calls of Linux's arm64. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define POSIX_SIGNALS 64 /* 1 … 64 */
#define POSIX_SIGKILL 9
#define POSIX_SIGSTOP 19

#define POSIX_SIG_DFL ((uintptr_t)0)
#define POSIX_SIG_IGN ((uintptr_t)1)

#define POSIX_SA_SIGINFO   0x00000004ul
#define POSIX_SA_NODEFER   0x40000000ul
#define POSIX_SA_RESETHAND 0x80000000ul

#define POSIX_SIG_BLOCK	  0
#define POSIX_SIG_UNBLOCK 1
#define POSIX_SIG_SETMASK 2

/** Action of a signal (struct sigaction of the kernel). */
struct posix_action {
	uintptr_t handler;
	unsigned long flags;
	void (*restorer)(void); /* not used here */
	uint64_t mask;
};

/** Information for a handler (siginfo_t). */
struct posix_signal_info {
	int32_t number, error, code, pad;
	int32_t process, user;
	uint8_t rest[104];
};
_Static_assert(sizeof(struct posix_signal_info) == 128, "siginfo_t");

/** Signals of one thread, a bit each (1: number 1). */
struct posix_signals {
	uint64_t blocked;
	uint64_t pending; /* sent, and not delivered yet */
};

/** Signals of the running thread. Library `posix-thread`, if selected, defines this function and those below. */
struct posix_signals *posix_signals(void);
/** Signals of a thread. @return NULL: there is no thread of this number */
struct posix_signals *posix_signals_of(int thread);
/** Find a thread, other than the running one, that doesn't block a signal. @return its signals, or NULL */
struct posix_signals *posix_signals_taker(int number);
/** End the call that a thread is blocked in, if it has a pending signal that it doesn't block. */
void posix_signals_wake(struct posix_signals *signals);

/** @return the signals to deliver to this thread now */
uint64_t posix_signals_open(const struct posix_signals *signals);
/** Call the handlers of the signals to deliver to the running thread. */
void posix_signals_deliver(void);

/** Linux's rt_sigaction. */
int64_t sys_rt_sigaction(int number, const struct posix_action *set, struct posix_action *get,
			 size_t mask_size);
/** Linux's rt_sigprocmask. */
int64_t sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *get, size_t mask_size);
/** Linux's rt_sigpending. */
int64_t sys_rt_sigpending(uint64_t *set, size_t mask_size);
/** Linux's kill. */
int64_t sys_kill(int process, int number);
/** Linux's tkill. */
int64_t sys_tkill(int thread, int number);
/** Linux's tgkill. */
int64_t sys_tgkill(int process, int thread, int number);
