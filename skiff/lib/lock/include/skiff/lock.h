/* SPDX-License-Identifier: BSD-3-Clause */
/* Locks between threads: mutex, semaphore, condition variable, resource with a priority ceiling. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/arch.h>
#include <skiff/assert.h>
#include <skiff/thread.h>
#include <skiff/wait.h>

/** Mutual exclusion; not recursive; only the owner unlocks. */
struct mutex {
	uintptr_t owner; /* the thread, 0: unlocked; MUTEX_WAITED: somebody waits */
	struct wait_queue waiters;
};
#define MUTEX_WAITED 1u
#define MUTEX_INIT(name)                                    \
	{                                                   \
		0, WAIT_QUEUE_INIT((name).waiters, "mutex") \
	}

void mutex_init(struct mutex *m);

/* The slow halves of lock and unlock. */
void mutex_lock_wait(struct mutex *m);
void mutex_unlock_wake(struct mutex *m);

/** Lock, waiting as long as it takes. From threads only. */
static inline void mutex_lock(struct mutex *m)
{
	assert((m->owner & ~(uintptr_t)MUTEX_WAITED) != (uintptr_t)thread_self());
#ifdef CONFIG_SCHED_COOP
	/* No other thread runs in between. */
	if (__builtin_expect(m->owner == 0, 1)) {
		m->owner = (uintptr_t)thread_self();
		__asm__ volatile("" : : : "memory");
		return;
	}
#else
	if (word_take(&m->owner, (uintptr_t)thread_self()))
		return;
#endif
	mutex_lock_wait(m);
}

/** Lock if it is unlocked. @return false: it isn't */
bool mutex_trylock(struct mutex *m);

/** Unlock; a more urgent thread that waits runs at once. */
static inline void mutex_unlock(struct mutex *m)
{
	uintptr_t self = (uintptr_t)thread_self();

	assert((m->owner & ~(uintptr_t)MUTEX_WAITED) == self);
#ifdef CONFIG_SCHED_COOP
	if (__builtin_expect(m->owner == self, 1)) {
		__asm__ volatile("" : : : "memory");
		m->owner = 0;
		return;
	}
#else
	if (word_give(&m->owner, self))
		return;
#endif
	mutex_unlock_wake(m);
}

/** Counting semaphore. */
struct semaphore {
	unsigned int count;
	struct wait_queue waiters;
};
#define SEMAPHORE_INIT(name, initial)                                 \
	{                                                             \
		initial, WAIT_QUEUE_INIT((name).waiters, "semaphore") \
	}

void semaphore_init(struct semaphore *s, unsigned int count);

/** Take one, waiting as long as it takes. From threads only. */
void semaphore_wait(struct semaphore *s);

/** The same until a point of time_ticks(). Needs library `timer`. @return 0 or -ETIMEDOUT */
int semaphore_wait_until(struct semaphore *s, uint64_t deadline);

/** Take one if there is one. @return false: there is none */
bool semaphore_try(struct semaphore *s);

/** Give one. Also from interrupt handlers. */
void semaphore_post(struct semaphore *s);

/** Condition variable. */
struct condition {
	struct wait_queue waiters;
};
#define CONDITION_INIT(name)                                 \
	{                                                    \
		WAIT_QUEUE_INIT((name).waiters, "condition") \
	}

void condition_init(struct condition *c);

/** Unlock the mutex, wait for a signal, lock it again. No spurious returns. */
void condition_wait(struct condition *c, struct mutex *m);

/** Wake the first, or all. */
void condition_signal(struct condition *c);
void condition_broadcast(struct condition *c);

/** A resource as OSEK has it: who takes it runs at the ceiling, so nobody who might want it can run
 * and nobody ever waits. Taken and released in nested order. */
struct resource {
	uint8_t ceiling; /* priority of the most urgent user */
	uint8_t before;	 /* of the owner */
	bool taken;
};
#define RESOURCE_INIT(ceiling)    \
	{                         \
		ceiling, 0, false \
	}
void resource_take(struct resource *r);
void resource_release(struct resource *r);
