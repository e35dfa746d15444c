/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * futex: locks with priority inheritance. A lock without waiters is its word alone. The first waiter
 * creates a mutex of library `lock` in the owner's name, and the last waiter frees it.
 */
#include <errno.h>
#include <stdlib.h>
#include <skiff/lock.h>
#include <skiff/sched.h>
#include "inside.h"

struct contended {
	struct list node;
	uint32_t *word;
	struct mutex mutex;
	unsigned int waiting; /* threads that are in mutex_lock_until */
};
static struct list all = LIST_INIT(all);

static struct contended *contended_of(const uint32_t *word)
{
	list_each(node, &all)
	{
		struct contended *c = container_of(node, struct contended, node);

		if (c->word == word)
			return c;
	}
	return NULL;
}

static struct contended *make(uint32_t *word, struct thread *owner)
{
	struct contended *c = malloc(sizeof(*c));

	if (!c)
		return NULL;
	c->word = word;
	c->waiting = 0;
	mutex_init(&c->mutex);
	c->mutex.owner = (uintptr_t)owner;
	list_append(&all, &c->node);
	return c;
}

/* Called after each wait: POSIX_FUTEX_WAITERS stays set while threads wait; the last one frees `c`. */
static void settle(struct contended *c)
{
	if (c->waiting > 0) {
		*c->word |= POSIX_FUTEX_WAITERS;
		return;
	}
	*c->word &= ~POSIX_FUTEX_WAITERS;
	list_remove(&c->node);
	free(c);
}

static int lock_contended(uint32_t *word, uint64_t deadline)
{
	struct posix_thread *owner = posix_thread_of((int)(*word & POSIX_FUTEX_OWNER));
	struct contended *c = contended_of(word);
	int result;

	if (!owner)
		return -ESRCH;
	if (owner == posix_thread_self())
		return -EDEADLK;
	if (!c)
		c = make(word, owner->runs);
	if (!c)
		return -ENOMEM;
	/* All waiters gave up but have not run yet, and a thread took the lock by its word alone. */
	if (!mutex_owner(&c->mutex))
		c->mutex.owner = (uintptr_t)owner->runs;
	*word |= POSIX_FUTEX_WAITERS;
	c->waiting++;
	result = mutex_lock_until(&c->mutex, deadline);
	c->waiting--;
	settle(c);
	return result;
}

int futex_lock_pi(uint32_t *word, uint64_t deadline)
{
	irq_state state = irq_save();
	int result = 0;

	if ((*word & POSIX_FUTEX_OWNER) == 0)
		*word |= (uint32_t)posix_thread_self()->id;
	else
		result = lock_contended(word, deadline);
	irq_restore(state);
	return result;
}

int futex_trylock_pi(uint32_t *word)
{
	irq_state state = irq_save();
	bool unlocked = (*word & POSIX_FUTEX_OWNER) == 0;

	if (unlocked)
		*word |= (uint32_t)posix_thread_self()->id;
	irq_restore(state);
	return unlocked ? 0 : -EAGAIN;
}

/* Hand the mutex and the word to the first waiter. */
static void hand_over(struct contended *c, uint32_t state)
{
	struct thread *next;

	mutex_hand_over(&c->mutex);
	next = mutex_owner(&c->mutex);
	*c->word = state;
	if (next)
		*c->word |=
		    (uint32_t)((struct posix_thread *)next->local)->id | POSIX_FUTEX_WAITERS;
}

void futex_owner_ends(void)
{
	struct list *next;

	for (struct list *node = all.next; node != &all; node = next) {
		struct contended *c = container_of(node, struct contended, node);

		next = node->next;
		if (mutex_owner(&c->mutex) == thread_self())
			hand_over(c, POSIX_FUTEX_OWNER_DIED);
	}
}

int futex_unlock_pi(uint32_t *word)
{
	irq_state state = irq_save();
	struct contended *c = contended_of(word);
	int result = -EPERM;

	if ((*word & POSIX_FUTEX_OWNER) == (uint32_t)posix_thread_self()->id) {
		*word = 0;
		if (c && mutex_owner(&c->mutex) == thread_self())
			hand_over(c, 0);
		thread_preempt();
		result = 0;
	}
	irq_restore(state);
	return result;
}
