/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads behind a C library's pthreads: arguments and results of Linux's calls. */
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
#define POSIX_FUTEX_PRIVATE	   128 /* all are: there is one process */
#define POSIX_FUTEX_CLOCK_REALTIME 256

/* The word of a lock with priority inheritance: the owner's number and these. */
#define POSIX_FUTEX_WAITERS    0x80000000u
#define POSIX_FUTEX_OWNER_DIED 0x40000000u
#define POSIX_FUTEX_OWNER      0x3fffffffu /* mask of the number */

#define POSIX_SCHED_OTHER 0
#define POSIX_SCHED_FIFO  1
#define POSIX_SCHED_RR	  2

/** A thread's POSIX side. */
struct posix_thread {
	struct thread thread;	      /* not main's, which the platform has */
	struct thread *runs;	      /* its thread: that above, or main's */
	struct list all;	      /* among all */
	int id;			      /* of gettid: main's is POSIX_PROCESS */
	int policy;		      /* POSIX_SCHED_* */
	int *clear;		      /* cleared and woken when it ends, or NULL */
	struct posix_signals signals; /* sent to it alone, and which it blocks */
	bool interruptible;	      /* blocked in what a signal ends */
	const uint32_t *word;	      /* that it waits on, if it does */
	uint32_t mask;		      /* bits of FUTEX_WAIT_BITSET */
	uintptr_t tls;		      /* what its C library has at TPIDR_EL0 */
	int (*function)(void *);      /* its code */
	void *argument;		      /* argument of `function` */
};

/** The running thread. Panics in one of thread_create: only those of pthread_create have a POSIX side. */
struct posix_thread *posix_thread_self(void);

/** A thread by its number; 0: the running one. @return NULL: there is none. Interrupts are masked. */
struct posix_thread *posix_thread_of(int id);

/** Block the running thread in a queue. Interrupts are masked.
 * @param deadline  time_ticks(), or WAIT_FOREVER
 * @return the result of the wake-up, -ETIMEDOUT, or -EINTR: a signal came; posix_signals_deliver is
 * to be called when interrupts are unmasked */
int posix_thread_block(struct wait_queue *queue, uint64_t deadline);

/** What a C library's __clone does: a thread that runs function(argument) on its stack.
 * @param stack  its high end
 * @return its number; -ENOSYS: the flags ask for another process; -EAGAIN: no memory */
int posix_thread_clone(int (*function)(void *), void *stack, unsigned int flags, void *argument,
		       int *number, uintptr_t tls, int *clear);

/** What a C library's __unmapself does: give back the running thread's stack, and end it. */
_Noreturn void posix_thread_unmap_self(void *base, size_t size);

/** Linux's set_robust_list: taken note of; the C library looks after its own when a thread ends. */
int64_t sys_set_robust_list(void *head, size_t size);
/** Linux's get_robust_list: of no thread but the running one. */
int64_t sys_get_robust_list(int thread, void **head, size_t *size);

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
