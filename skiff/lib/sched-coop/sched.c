/* SPDX-License-Identifier: BSD-3-Clause */
/* Cooperative: one queue, first come first served. */
#include <skiff/sched.h>

static struct list queue = LIST_INIT(queue);

void sched_queue(struct thread *t, bool first)
{
	(void)first;
	list_append(&queue, &t->node);
}

struct thread *sched_take(void)
{
	struct list *node = list_take(&queue);

	return node ? container_of(node, struct thread, node) : NULL;
}

struct thread *sched_rotate(struct thread *running)
{
	sched_queue(running, false);
	return sched_take();
}

void sched_remove(struct thread *t)
{
	list_remove(&t->node);
}

bool sched_must_preempt(const struct thread *running)
{
	(void)running;
	return false;
}

bool sched_before(const struct thread *a, const struct thread *b)
{
	(void)a, (void)b;
	return false;
}
