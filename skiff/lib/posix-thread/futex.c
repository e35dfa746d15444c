/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * futex: threads that wait for a change of a word. A bucket of the hash table is a wait queue, most urgent first; each thread
 * stores the word that it waits on.
 */
#include <errno.h>
#include <skiff/init.h>
#include <skiff/posix/process.h>
#include <skiff/posix/time.h>
#include <skiff/sched.h>
#include <skiff/time.h>
#include "inside.h"

#define BUCKETS	  CONFIG_POSIX_FUTEX_BUCKETS
#define GOLDEN	  0x9e3779b97f4a7c15u /* 2^64 divided by the golden ratio (Knuth, TAOCP 3, 6.4) */
#define COMMAND	  0x7f
#define COUNT_MAX INT32_MAX

static struct wait_queue buckets[BUCKETS];

static void futex_init(void)
{
	for (unsigned int i = 0; i < BUCKETS; i++)
		wait_init(&buckets[i], "futex");
}
INIT(INIT_MEMORY, futex_init);

static struct wait_queue *bucket_of(const uint32_t *word)
{
	return &buckets[((uintptr_t)word * GOLDEN >> 32) % BUCKETS];
}

/* The first thread in a list, from `node` on, that waits on the word; NULL: none. */
static struct posix_thread *waiter(struct list *node, const struct wait_queue *bucket,
				   const uint32_t *word, uint32_t mask)
{
	for (; node != &bucket->waiting; node = node->next) {
		struct posix_thread *t = container_of(node, struct thread, node)->local;

		if (t->word == word && (t->mask & mask))
			return t;
	}
	return NULL;
}

unsigned int futex_wake(const uint32_t *word, unsigned int count, uint32_t mask)
{
	struct wait_queue *bucket = bucket_of(word);
	struct list *node = bucket->waiting.next;
	unsigned int woken = 0;
	struct posix_thread *t;

	while (woken < count && (t = waiter(node, bucket, word, mask))) {
		node = t->runs->node.next;
		wait_remove(t->runs);
		thread_wake(t->runs, 0);
		woken++;
	}
	return woken;
}

/* Make other waiting threads wait for another word. */
static unsigned int requeue(const uint32_t *word, unsigned int count, const uint32_t *other)
{
	struct wait_queue *bucket = bucket_of(word), *to = bucket_of(other);
	struct list *node = bucket->waiting.next;
	unsigned int moved = 0;
	struct posix_thread *t;

	while (moved < count && (t = waiter(node, bucket, word, UINT32_MAX))) {
		node = t->runs->node.next;
		t->word = other;
		if (to != bucket)
			wait_transfer(t->runs, to);
		moved++;
	}
	return moved;
}

static int wait(const uint32_t *word, uint32_t value, uint32_t mask, uint64_t deadline)
{
	struct posix_thread *self = posix_thread_self();
	irq_state state = irq_save();
	int result = -EAGAIN;

	if (__atomic_load_n(word, __ATOMIC_SEQ_CST) == value) {
		self->word = word;
		self->mask = mask;
		result = posix_thread_block(bucket_of(word), deadline);
	}
	irq_restore(state);
	if (result == -EINTR)
		posix_signals_deliver();
	return result;
}

static int64_t wake(uint32_t *word, uint32_t count, uint32_t requeued, const uint32_t *other,
		    uint32_t mask)
{
	irq_state state;
	unsigned int n;

	if (count > COUNT_MAX || requeued > COUNT_MAX)
		return -EINVAL;
	state = irq_save();
	n = futex_wake(word, count, mask);
	if (other)
		n += requeue(word, requeued, other);
	thread_preempt();
	irq_restore(state);
	return n;
}

/* Convert a span from now on, or a time of the operation's clock, to time_ticks(). */
static int deadline_of(int operation, const struct posix_timespec *timeout, uint64_t *deadline)
{
	int command = operation & COMMAND;
	bool wall = (operation & POSIX_FUTEX_CLOCK_REALTIME) || command == POSIX_FUTEX_LOCK_PI;
	struct posix_timespec now;
	uint64_t ns, passed;

	*deadline = WAIT_FOREVER;
	if (!timeout)
		return 0;
	if (!posix_span(timeout, &ns))
		return -EINVAL;
	if (command != POSIX_FUTEX_WAIT) {
		posix_clock(wall ? POSIX_CLOCK_REALTIME : POSIX_CLOCK_MONOTONIC, &now);
		posix_span(&now, &passed);
		ns = ns > passed ? ns - passed : 0;
	}
	*deadline = time_deadline(ns);
	return 0;
}

int64_t sys_futex(uint32_t *word, int operation, uint32_t value,
		  const struct posix_timespec *timeout, uint32_t *other, uint32_t compare)
{
	int command = operation & COMMAND, error;
	bool waits = command == POSIX_FUTEX_WAIT || command == POSIX_FUTEX_WAIT_BITSET ||
		     command == POSIX_FUTEX_LOCK_PI;
	uint64_t deadline = 0;

	if ((uintptr_t)word % sizeof(*word) != 0)
		return -EINVAL;
	error = waits ? deadline_of(operation, timeout, &deadline) : 0;
	if (error)
		return error;
	switch (command) {
	case POSIX_FUTEX_WAIT:
		return wait(word, value, UINT32_MAX, deadline);
	case POSIX_FUTEX_WAIT_BITSET:
		return compare ? wait(word, value, compare, deadline) : -EINVAL;
	case POSIX_FUTEX_WAKE:
		return wake(word, value, 0, NULL, UINT32_MAX);
	case POSIX_FUTEX_WAKE_BITSET:
		return compare ? wake(word, value, 0, NULL, compare) : -EINVAL;
	case POSIX_FUTEX_CMP_REQUEUE:
		if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != compare)
			return -EAGAIN;
		/* fall through */
	case POSIX_FUTEX_REQUEUE:
		/* Here the fourth argument is a number. */
		return wake(word, value, (uint32_t)(uintptr_t)timeout, other, UINT32_MAX);
	case POSIX_FUTEX_LOCK_PI:
		return futex_lock_pi(word, deadline);
	case POSIX_FUTEX_TRYLOCK_PI:
		return futex_trylock_pi(word);
	case POSIX_FUTEX_UNLOCK_PI:
		return futex_unlock_pi(word);
	default:
		return -ENOSYS;
	}
}
