/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interface between threads and the scheduler (libraries sched-coop and sched-fixed). All of it
 * is called with interrupts masked.
 */
#pragma once
#include <stdbool.h>
#include <skiff/thread.h>

/* --- A scheduler provides --------------------------------------------------------------------- */

/** Queue a thread that can run; `first`: in front of threads of equal priority (it was preempted). */
void sched_queue(struct thread *thread, bool first);

/** Take the thread that runs next out of the queue. @return NULL: none is ready */
struct thread *sched_take(void);

/** Queue the running thread behind threads of equal priority, and take the next one to run (maybe the same).
 */
struct thread *sched_rotate(struct thread *running);

/** Take this thread out of the queue, as its priority changes. */
void sched_remove(struct thread *thread);

/** Must a ready thread preempt the running one now? */
bool sched_must_preempt(const struct thread *running);

/** Does `a` go before `b` in a wait queue? */
bool sched_before(const struct thread *a, const struct thread *b);

/* --- Threads provide -------------------------------------------------------------------------- */

/** Take a blocked thread out of its wait queue, if it is in one. */
void wait_remove(struct thread *thread);

/** Change a blocked thread's priority, and so its place in its wait queue. */
void wait_move(struct thread *thread, unsigned int priority);

/** Move a blocked thread to another wait queue, as if it had just begun to wait there. */
void wait_transfer(struct thread *thread, struct wait_queue *to);

/** Change the priority at which a thread runs, wherever it is queued. */
void thread_run_at(struct thread *thread, unsigned int priority);

/** Make a blocked thread ready, with the result of its wait. */
void thread_wake(struct thread *thread, int result);

/** Switch to a more urgent thread if one is ready: at the end of an interrupt or of a wake-up. */
void thread_preempt(void);

/** Stop the running thread until thread_wake(); the caller has stored a reference to it.
 * @return its result
 */
int thread_block(void);

/** The result of thread_self() in an interrupt handler. It isn't a thread: a wake-up there doesn't switch, and blocking panics
 * (unless no stack has a canary, CONFIG_STACK_CANARY). */
extern struct thread thread_interrupt;

/** Begin an interrupt handler. @return argument for thread_leave_interrupt() */
struct thread *thread_enter_interrupt(void);

/** End an interrupt handler; a more urgent thread runs at once. */
void thread_leave_interrupt(struct thread *interrupted);

/* --- Library `lock` provides ------------------------------------------------------------------ */

/** @return the highest priority of threads that wait for mutexes of this thread; 0: none */
unsigned int thread_inherited(const struct thread *thread);

/** A thread's priority has changed: the owner of the mutex that it waits for inherits it. */
void thread_lend(struct thread *thread);
