/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads for a C library's pthreads: Linux's calls with their arguments and results. */
#pragma once
#include <stdint.h>
#include <skiff/list.h>
#include <skiff/posix/abi.h>
#include <skiff/posix/signal.h>
#include <skiff/thread.h>

#define POSIX_CLONE_THREAD	   0x00010000u /* a thread of the same process */
#define POSIX_CLONE_SETTLS	   0x00080000u
#define POSIX_CLONE_PARENT_SETTID  0x00100000u
#define POSIX_CLONE_CHILD_CLEARTID 0x00200000u

#define POSIX_FUTEX_WAIT	   0
#define POSIX_FUTEX_WAKE	   1
#define POSIX_FUTEX_REQUEUE	   3
#define POSIX_FUTEX_CMP_REQUEUE	   4
#define POSIX_FUTEX_LOCK_PI	   6
#define POSIX_FUTEX_UNLOCK_PI	   7
#define POSIX_FUTEX_TRYLOCK_PI	   8
#define POSIX_FUTEX_WAIT_BITSET	   9
#define POSIX_FUTEX_WAKE_BITSET	   10
#define POSIX_FUTEX_PRIVATE	   128 /* implied: there is one process */
#define POSIX_FUTEX_CLOCK_REALTIME 256

/* The word of a lock with priority inheritance: the owner's number and these. */
#define POSIX_FUTEX_WAITERS    0x80000000u
#define POSIX_FUTEX_OWNER_DIED 0x40000000u
#define POSIX_FUTEX_OWNER      0x3fffffffu /* mask of the number */

#define POSIX_SCHED_OTHER 0
#define POSIX_SCHED_FIFO  1
#define POSIX_SCHED_RR	  2

/** The POSIX part of a thread. */
struct posix_thread {
	struct thread thread;	      /* the thread; unused for main */
	struct thread *runs;	      /* the thread: the one above, or main's */
	struct list all;	      /* among all */
	int id;			      /* number for gettid; main's is POSIX_PROCESS */
	int policy;		      /* POSIX_SCHED_* */
	int *clear;		      /* cleared and woken when it ends, or NULL */
	struct posix_signals signals; /* signals sent to it alone, and those that it blocks */
	bool interruptible;	      /* blocked in a call that a signal ends */
	const uint32_t *word;	      /* word that it waits on, or NULL */
	uint32_t mask;		      /* bits of FUTEX_WAIT_BITSET */
	uintptr_t tls;		      /* TPIDR_EL0 for its C library */
	int (*function)(void *);      /* its code */
	void *argument;		      /* argument of `function` */
};

/** The running thread. Panics in a thread of thread_create: only threads of pthread_create have a POSIX part. */
struct posix_thread *posix_thread_self(void);

/** A thread by its number; 0: the running one. @return NULL: there is none. Interrupts are masked. */
struct posix_thread *posix_thread_of(int id);

/** Block the running thread in a queue. Interrupts are masked.
 * @param deadline  time_ticks(), or WAIT_FOREVER
 * @return the result of the wake-up, -ETIMEDOUT, or -EINTR: a signal came; posix_signals_deliver is to be called when
 *         interrupts are unmasked */
int posix_thread_block(struct wait_queue *queue, uint64_t deadline);

/** Start a thread for a C library's __clone: it runs function(argument) on its stack.
 * @param stack  its high end
 * @return its number; -ENOSYS: the flags ask for another process; -EAGAIN: no memory */
int posix_thread_clone(int (*function)(void *), void *stack, unsigned int flags, void *argument,
		       int *number, uintptr_t tls, int *clear);

/** Free the running thread's stack and end the thread, for a C library's __unmapself. */
_Noreturn void posix_thread_unmap_self(void *base, size_t size);

/** Linux's set_robust_list: only recorded, as the C library handles its list when a thread ends. */
int64_t sys_set_robust_list(void *head, size_t size);
/** Linux's get_robust_list, only for the running thread. */
int64_t sys_get_robust_list(int thread, void **head, size_t *size);

/** Linux's rt_sigtimedwait. `record` may be NULL. */
int64_t sys_rt_sigtimedwait(const uint64_t *set, union posix_signal_record *record,
			    const struct posix_timespec *span, size_t mask_size);
/** Linux's rt_sigsuspend. */
int64_t sys_rt_sigsuspend(const uint64_t *mask, size_t mask_size);

/** Linux's sched_setscheduler. */
int64_t sys_sched_setscheduler(int thread, int policy, const int *priority);
/** Linux's sched_getscheduler. */
int64_t sys_sched_getscheduler(int thread);
/** Linux's sched_setparam. */
int64_t sys_sched_setparam(int thread, const int *priority);
/** Linux's sched_getparam. */
int64_t sys_sched_getparam(int thread, int *priority);
/** Linux's sched_get_priority_max. */
int64_t sys_sched_get_priority_max(int policy);
/** Linux's sched_get_priority_min. */
int64_t sys_sched_get_priority_min(int policy);
