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

/** Make a blocked thread ready, with the result of its wait. */
void thread_wake(struct thread *thread, int result);

/** Give way if a more urgent thread is ready: at the end of an interrupt or of a wake-up. */
void thread_preempt(void);

/** Stop the running thread, which something else refers to, until thread_wake. @return its result
 */
int thread_block(void);

/* True while an interrupt handler runs: waking up doesn't switch there. */
extern bool thread_in_irq;
