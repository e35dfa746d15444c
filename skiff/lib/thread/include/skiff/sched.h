/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interface between threads and the scheduler (libraries sched-coop and sched-fixed). All of it
 * is called with interrupts masked.
 */
#pragma once
#include <stdbool.h>
#include <skiff/thread.h>

/* --- A scheduler provides --------------------------------------------------------------------- */

/** Queue a thread that can run; `first`: before its equals (it was preempted, not finished). */
void sched_queue(struct thread *thread, bool first);

/** Take the thread that runs next out of the queue. @return NULL: none is ready */
struct thread *sched_take(void);

/** Queue the running thread behind its equals and take the one that runs next (it may be the same).
 */
struct thread *sched_rotate(struct thread *running);

/** Take a certain thread out of the queue: its priority changes. */
void sched_remove(struct thread *thread);

/** Must the running thread give way now to one that is ready? */
bool sched_must_preempt(const struct thread *running);

/** Does `a` go before `b` in a wait queue? */
bool sched_before(const struct thread *a, const struct thread *b);

/* --- Threads provide -------------------------------------------------------------------------- */

/** Take a blocked thread out of its wait queue, if it is in one. */
void wait_remove(struct thread *thread);

/** Change a blocked thread's priority, and its place in its wait queue with it. */
void wait_move(struct thread *thread, unsigned int priority);

/** Have a blocked thread wait in another queue, as if it had come just now. */
void wait_transfer(struct thread *thread, struct wait_queue *to);

/** Change the priority at which a thread runs, wherever it is queued. */
void thread_run_at(struct thread *thread, unsigned int priority);

/** Make a blocked thread ready, with the result of its wait. */
void thread_wake(struct thread *thread, int result);

/** Give way if a more urgent thread is ready: at the end of an interrupt or of a wake-up. */
void thread_preempt(void);

/** Stop the running thread, which something else refers to, until thread_wake. @return its result
 */
int thread_block(void);

/** What thread_self() is while an interrupt handler runs. It isn't a thread: waking up doesn't switch
 * there, and blocking panics (unless no stack has a canary, CONFIG_STACK_CANARY). */
extern struct thread thread_interrupt;

/** An interrupt handler begins. @return what thread_leave_interrupt wants */
struct thread *thread_enter_interrupt(void);

/** It has ended; a more urgent thread runs at once. */
void thread_leave_interrupt(struct thread *interrupted);

/* --- Library `lock` provides ------------------------------------------------------------------ */

/** @return the highest priority of those who wait for what the thread holds, 0: none */
unsigned int thread_inherited(const struct thread *thread);

/** A thread's priority has changed: whoever holds what it waits for runs at it too. */
void thread_lend(struct thread *thread);
