/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals: numbers, structures and calls of Linux's arm64. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POSIX_SIGNALS 64 /* 1 … 64 */
#define POSIX_SIGKILL 9
#define POSIX_SIGSTOP 19

#define POSIX_SIG_DFL ((uintptr_t)0)
#define POSIX_SIG_IGN ((uintptr_t)1)

#define POSIX_SA_SIGINFO   0x00000004ul
#define POSIX_SA_ONSTACK   0x08000000ul
#define POSIX_SA_NODEFER   0x40000000ul
#define POSIX_SA_RESETHAND 0x80000000ul

#define POSIX_SIG_BLOCK	  0
#define POSIX_SIG_UNBLOCK 1
#define POSIX_SIG_SETMASK 2

/* How a signal was sent. */
#define POSIX_SI_USER	0
#define POSIX_SI_QUEUE	(-1)
#define POSIX_SI_TIMER	(-2)
#define POSIX_SI_TKILL	(-6)
#define POSIX_SI_KERNEL 128

#define POSIX_SS_ONSTACK   1
#define POSIX_SS_DISABLE   2
#define POSIX_SIGNAL_STACK 5120u /* least bytes of a handler's stack (MINSIGSTKSZ of arm64) */

/** Action of a signal (struct sigaction of the kernel). */
struct posix_action {
	uintptr_t handler;
	unsigned long flags;
	void (*restorer)(void); /* not used here */
	uint64_t mask;
};

/** What a signal tells: the first members of siginfo_t. */
struct posix_signal_info {
	int32_t number, error, code, pad;
	union {
		struct {
			int32_t process, user; /* of the sender */
		};
		struct {
			int32_t timer, overrun; /* POSIX_SI_TIMER: its number, and ends not told */
		};
	};
	uint64_t value; /* union sigval */
};

/** siginfo_t. */
union posix_signal_record {
	struct posix_signal_info info;
	uint8_t bytes[128];
};
_Static_assert(sizeof(union posix_signal_record) == 128, "siginfo_t");

/** A stack for handlers (stack_t). */
struct posix_stack {
	uintptr_t base;
	int32_t flags, pad;
	size_t size;
};

struct posix_pending;

/** A signal that was sent. Who sends signals from interrupts has one of its own. */
struct posix_sent {
	struct posix_sent *next;
	struct posix_pending *in; /* not delivered yet; NULL: it is nowhere */
	struct posix_signal_info info;
	void (*taken)(
	    struct posix_sent *sent); /* called before delivery, or NULL; interrupts are masked */
};

/** Signals that were sent and not delivered yet; all zero: none. */
struct posix_pending {
	uint64_t numbers; /* a bit each (1: number 1) */
	struct posix_sent *first;
};

/** Signals of one thread, a bit each (1: number 1). */
struct posix_signals {
	uint64_t blocked;
	uint64_t awaited; /* those that a call waits for instead of a handler */
	struct posix_pending pending;
	struct posix_stack stack; /* for handlers with SA_ONSTACK; size 0: none */
};

/** Signals of the running thread. Library `posix-thread`, if selected, defines this function and the three below. */
struct posix_signals *posix_signals(void);
/** Signals of a thread. @return NULL: there is no thread of this number */
struct posix_signals *posix_signals_of(int thread);
/** Signals of the first thread (NULL), or of the one after. Interrupts are masked. @return NULL: it was the last */
struct posix_signals *posix_signals_next(const struct posix_signals *after);
/** End the call that a thread is blocked in, if it has a pending signal that it doesn't block. */
void posix_signals_wake(struct posix_signals *signals);

/** @return the signals to deliver to this thread now */
uint64_t posix_signals_open(const struct posix_signals *signals);
/** Call the handlers of the signals to deliver to the running thread. @return how many were called */
unsigned int posix_signals_deliver(void);

/** Make a signal pending that isn't yet; also from interrupts, which are masked. One that is ignored is dropped.
 * @param to  a thread, or NULL: the process */
void posix_signals_send(struct posix_sent *sent, struct posix_signals *to);
/** Take a pending signal of a set, the lowest number first. @return false: there is none */
bool posix_signals_take(struct posix_signals *signals, uint64_t set,
			struct posix_signal_info *info);
/** Forget a signal that may be pending; `taken` isn't called. */
void posix_signals_forget(struct posix_sent *sent);
/** A thread ends: forget what was sent to it alone. */
void posix_signals_end(struct posix_signals *signals);

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
/** Linux's rt_sigqueueinfo. @return also -EAGAIN: CONFIG_POSIX_SIGNAL_QUEUE signals are pending */
int64_t sys_rt_sigqueueinfo(int process, int number, const struct posix_signal_info *info);
/** Linux's rt_tgsigqueueinfo. */
int64_t sys_rt_tgsigqueueinfo(int process, int thread, int number,
			      const struct posix_signal_info *info);
/** Linux's sigaltstack, without SS_AUTODISARM. */
int64_t sys_sigaltstack(const struct posix_stack *set, struct posix_stack *get);
