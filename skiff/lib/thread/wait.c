/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A queue is one list, with the most urgent thread in front. The first threads of each priority also form a ring, so that
 * finding a place takes at most as many steps as there are priorities, and removal takes constant time.
 */
#include <skiff/sched.h>
#include <skiff/wait.h>

static struct thread *thread_of(struct list *node)
{
	return container_of(node, struct thread, node);
}

static struct thread *level_after(struct thread *t)
{
	return container_of(t->level.next, struct thread, level);
}

/* Insert a thread among others: behind all that don't go after it. */
static __attribute__((noinline)) void insert_among(struct list *head, struct thread *t)
{
	struct thread *first = thread_of(head->next), *at = first, *before = NULL;

	/* A thread that waits alone has no valid ring. */
	if (head->next == head->prev)
		list_init(&first->level);
	while (!sched_before(t, at)) {
		before = at;
		at = level_after(at);
		if (at == first)
			break;
	}
	list_append(before && at == first ? head : &at->node, &t->node);
	if (!before || sched_before(before, t))
		list_append(&at->level, &t->level);
}

static inline void insert(struct wait_queue *queue, struct thread *t)
{
	if (list_empty(&queue->waiting))
		list_append(&queue->waiting, &t->node);
	else
		insert_among(&queue->waiting, t);
}

/* Remove a thread from a queue where others wait. */
static __attribute__((noinline)) void remove_among(struct list *head, struct thread *t)
{
	struct list *next = t->node.next, *prev = t->node.prev;

	if (prev == head || sched_before(thread_of(prev), t)) {
		/* The next of the same priority takes its place in the ring. */
		if (next != head && !sched_before(t, thread_of(next)))
			list_insert(&t->level, &thread_of(next)->level);
		list_remove(&t->level);
	}
	list_remove(&t->node);
}

void wait_remove(struct thread *t)
{
	struct list *other = t->node.next;

	if (other == t->node.prev)
		list_remove(&t->node); /* alone, or in no queue */
	else
		remove_among((struct list *)&t->waits->waiting, t);
}

void wait_move(struct thread *t, unsigned int priority)
{
	struct wait_queue *queue = (struct wait_queue *)t->waits;
	bool queued = !list_empty(&t->node);

	if (queued)
		wait_remove(t);
	t->priority = (uint8_t)priority;
	if (queued)
		insert(queue, t);
}

void wait_transfer(struct thread *t, struct wait_queue *to)
{
	wait_remove(t);
	insert(to, t);
	t->waits = to;
}

int wait_block(struct wait_queue *queue)
{
	struct thread *self = thread_self();

	insert(queue, self);
	self->waits = queue;
	return thread_block();
}

struct thread *wait_wake(struct wait_queue *queue, int result)
{
	struct list *first = queue->waiting.next;

	if (first == &queue->waiting)
		return NULL;
	if (first->next == &queue->waiting)
		list_init(&queue->waiting);
	else
		remove_among(&queue->waiting, thread_of(first));
	thread_wake(thread_of(first), result);
	return thread_of(first);
}

void wait_wake_all(struct wait_queue *queue, int result)
{
	while (wait_wake(queue, result))
		;
}
