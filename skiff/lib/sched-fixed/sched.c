/* SPDX-License-Identifier: BSD-3-Clause */
/* Fixed priorities: a queue each, and a map of those that aren't empty. Constant time. */
#include <skiff/init.h>
#include <skiff/sched.h>

static struct list queues[PRIORITIES];
static uint32_t map;

static void sched_init(void)
{
	for (unsigned int p = 0; p < PRIORITIES; p++)
		list_init(&queues[p]);
}
INIT(INIT_MEMORY, sched_init);

void sched_queue(struct thread *t, bool first)
{
	struct list *queue = &queues[t->priority];

	if (first)
		list_insert(queue, &t->node);
	else
		list_append(queue, &t->node);
	map |= 1u << t->priority;
}

void sched_remove(struct thread *t)
{
	list_remove(&t->node);
	if (list_empty(&queues[t->priority]))
		map &= ~(1u << t->priority);
}

struct thread *sched_take(void)
{
	unsigned int top;
	struct list *queue, *first;

	if (map == 0)
		return NULL;
	top = 31u - (unsigned int)__builtin_clz(map);
	queue = &queues[top];
	first = queue->next; /* there is one: its bit is set */
	queue->next = first->next;
	first->next->prev = queue;
	if (first->next == queue)
		map ^= 1u << top;
	return container_of(first, struct thread, node);
}

struct thread *sched_rotate(struct thread *running)
{
	struct list *queue = &queues[running->priority];

	/* Its own priority is the highest: the map stays as it is. */
	if (map >> running->priority == 1) {
		struct list *first = queue->next; /* there is one: its bit is set */

		queue->next = first->next;
		first->next->prev = queue;
		list_append(queue, &running->node);
		return container_of(first, struct thread, node);
	}
	sched_queue(running, false);
	return sched_take();
}

bool sched_must_preempt(const struct thread *running)
{
	/* Is any bit above the running thread's priority set? */
	return map >> running->priority > 1;
}

bool sched_before(const struct thread *a, const struct thread *b)
{
	return a->priority > b->priority;
}
