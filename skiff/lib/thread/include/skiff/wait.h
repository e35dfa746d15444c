/* SPDX-License-Identifier: BSD-3-Clause */
/* Wait queues, on which threads block: for locks, channels and drivers. */
#pragma once
#include <stdint.h>
#include <skiff/list.h>

struct thread;

/** Threads that wait for the same thing. */
struct wait_queue {
	struct list waiting; /* in the order of waking */
	const char *kind;    /* for reports: "mutex", … */
};

/** Initialiser of an empty queue, which is `name`. */
#define WAIT_QUEUE_INIT(name, what)             \
	{                                       \
		LIST_INIT((name).waiting), what \
	}

#define WAIT_FOREVER UINT64_MAX /* a deadline that never comes */

/** Make an empty queue. @param kind  kept, not copied */
static inline void wait_init(struct wait_queue *queue, const char *kind)
{
	list_init(&queue->waiting);
	queue->kind = kind;
}

/** Block the running thread until it is woken. Call with interrupts masked; they are still masked
 * on return. With fixed priorities the most urgent thread is in front; otherwise, first come, first served.
 *
 * @return the result that wait_wake gave */
int wait_block(struct wait_queue *queue);

/** wait_block() until a time of time_ticks() at the latest. Needs library `timer`.
 * @return the result that wait_wake gave, or -ETIMEDOUT */
int wait_block_until(struct wait_queue *queue, uint64_t deadline);

/** Wake the first. Call with interrupts masked; may be called from an interrupt handler.
 * @return the thread, or NULL: nobody waits. The caller must call thread_preempt() afterwards. */
struct thread *wait_wake(struct wait_queue *queue, int result);

/** Wake all. */
void wait_wake_all(struct wait_queue *queue, int result);
