/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/sched.h>
#include <skiff/wait.h>

static struct thread *thread_of(struct list *node)
{
	return container_of(node, struct thread, node);
}

int wait_block(struct wait_queue *queue)
{
	struct thread *self = thread_self();
	struct list *at = queue->waiting.prev;

	/* Behind all that don't go after it. */
	while (at != &queue->waiting && sched_before(self, thread_of(at)))
		at = at->prev;
	list_insert(at, &self->node);
	self->waits = queue;
	return thread_block();
}

struct thread *wait_wake(struct wait_queue *queue, int result)
{
	struct list *node = list_take(&queue->waiting);

	if (!node)
		return NULL;
	thread_wake(thread_of(node), result);
	return thread_of(node);
}

void wait_wake_all(struct wait_queue *queue, int result)
{
	while (wait_wake(queue, result))
		;
}
