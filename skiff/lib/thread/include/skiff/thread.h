/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads. The scheduler selects which ready thread runs: see skiff/sched.h. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <skiff/arch.h>
#include <skiff/list.h>
#include <skiff/wait.h>

#define PRIORITIES	 32 /* 0 lowest … 31 highest; the cooperative scheduler ignores them */
#define PRIORITY_DEFAULT 8  /* of main */

/** The word at the low end of a stack without a guard page; every switch checks that it is intact. */
#define THREAD_CANARY 0x5ca1ab1e0ddba11u

/** State of a thread. */
enum thread_state {
	THREAD_READY,
	THREAD_RUNNING,
	THREAD_BLOCKED,
	THREAD_ENDED,
	THREAD_FREED,
	THREAD_INTERRUPT
};

/** A thread; lies at the high end of its stack. Its members are the library's own. */
struct thread {
	struct list node; /* in the scheduler's queue or a wait queue */
	void *sp;	  /* while it doesn't run */
	uintptr_t tls;	  /* TPIDR_EL0: its thread-local variables (not on linux) */
	uint8_t priority; /* at which it runs: its own, or that of one that it keeps waiting */
	uint8_t base;	  /* its own */
	uint8_t state;	  /* enum thread_state */
	bool detached;	  /* no thread will join it */
	bool pooled;	  /* stack is from the platform's guarded pool */
	int wake_result;  /* of the wait that ended */
	const struct wait_queue *waits;	  /* what it is blocked on */
	const char *name;		  /* for reports */
	uintptr_t stack_low;		  /* lowest address of its stack */
	uintptr_t stack_high;		  /* first address above it */
	void (*function)(void *argument); /* its code */
	void *argument;			  /* argument of `function` */
	struct wait_queue joiners;	  /* threads that wait for its end */
	struct list all;		  /* in the list of all threads */
	struct list level; /* of those in its wait queue that are first of their priority */
	struct list held;  /* mutexes that it holds and others wait for */
	void *local;	   /* of the library that made it by thread_start, else NULL */
	void (*release)(struct thread *thread); /* frees it, if that library does, else NULL */
};

/** Start a thread.
 *
 * @param name        kept, not copied
 * @param priority    0 to PRIORITIES - 1
 * @param stack_size  bytes, 0: CONFIG_THREAD_STACK_SIZE; too few are made 2048 (linux: 16384). Up
 *                    to CONFIG_THREAD_STACK_SIZE they come from the pool of CONFIG_THREAD_STACKS
 *                    stacks with a guard page below each; larger ones, and when the pool is empty,
 *                    from the heap with a canary that every switch checks
 * @return the thread, to be joined or detached; NULL: no memory, or a bad priority */
struct thread *thread_create(const char *name, void (*function)(void *), void *argument,
			     unsigned int priority, size_t stack_size);

/** Start a thread in memory of the caller's, who has set `tls`, `stack_low`, `stack_high`, `local`,
 * `release` (called when the thread has ended and been joined or detached, with interrupts masked)
 * and `pooled`: false if THREAD_CANARY lies at `stack_low`. The rest is as for thread_create;
 * `priority` must be in range. */
void thread_start(struct thread *thread, const char *name, void (*function)(void *), void *argument,
		  unsigned int priority);

/** Let other threads run: with the cooperative scheduler the next ready one, with fixed priorities the next of the same
 * priority. */
void thread_yield(void);

/** End the running thread; returning from its function does the same. When the last one ends, main
 * included, so does the machine, with status 0 (POSIX.1-2017, pthread_exit). */
_Noreturn void thread_exit(void);

/** Wait until a thread has ended, and free it. A second call, or one after thread_detach, panics as long as the thread's memory
 * isn't reused.
 * @return 0, or -EDEADLK: the thread is the caller */
int thread_join(struct thread *thread);

/** Detach a thread, which will not be joined: it is freed when it ends. */
void thread_detach(struct thread *thread);

/** Change a thread's own priority, at once. The thread runs at a higher priority while it holds a mutex that a more urgent
 * thread waits for.
 * @return 0, or -EINVAL */
int thread_set_priority(struct thread *thread, unsigned int priority);

/** Print all threads, their states, and the queues on which they wait. */
void thread_report(void);
