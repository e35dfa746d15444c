/* SPDX-License-Identifier: BSD-3-Clause */
/* Locks between threads: mutex, semaphore, condition variable, resource with a priority ceiling. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/arch.h>
#include <skiff/assert.h>
#include <skiff/thread.h>
#include <skiff/wait.h>

/** Mutual exclusion; not recursive; only the owner unlocks. While a more urgent thread waits, the owner
 * runs at its priority (fixed priorities). */
struct mutex {
	uintptr_t owner;	   /* the thread; 0: unlocked; bit MUTEX_WAITED: a thread waits */
	struct wait_queue waiters; /* threads that wait for it */
	struct list held; /* node in the list of mutexes that the owner holds and others wait for */
};
/** `kind` of a mutex's queue. */
extern const char mutex_kind[];
/** Bit in `owner`, beside the thread. */
#define MUTEX_WAITED 1u
/** Initialiser of an unlocked mutex, which is `name`. */
#define MUTEX_INIT(name)                                        \
	{                                                       \
		0, WAIT_QUEUE_INIT((name).waiters, mutex_kind), \
		{                                               \
			NULL, NULL                              \
		}                                               \
	}

/** Make it unlocked. */
void mutex_init(struct mutex *m);

/** @return the thread that holds it, NULL: none */
static inline struct thread *mutex_owner(const struct mutex *m)
{
	return (struct thread *)(m->owner & ~(uintptr_t)MUTEX_WAITED);
}

/** The slow path of mutex_lock: the mutex is locked. */
void mutex_lock_wait(struct mutex *m);
/** The slow path of mutex_unlock: a thread waits. */
void mutex_unlock_wake(struct mutex *m);

/** Unlock without yielding; call with interrupts masked. */
void mutex_hand_over(struct mutex *m);

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

/** Lock, waiting at most until a time of time_ticks(). Needs library `timer`.
 * @return 0 or -ETIMEDOUT */
int mutex_lock_until(struct mutex *m, uint64_t deadline);

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
	unsigned int count;	   /* how many may be taken */
	struct wait_queue waiters; /* threads that wait while the count is 0 */
};
/** Initialiser of a semaphore, which is `name`, with `initial` to take. */
#define SEMAPHORE_INIT(name, initial)                                 \
	{                                                             \
		initial, WAIT_QUEUE_INIT((name).waiters, "semaphore") \
	}

/** Make one with `count` to take. */
void semaphore_init(struct semaphore *s, unsigned int count);

/** Take one, waiting as long as it takes. From threads only. */
void semaphore_wait(struct semaphore *s);

/** semaphore_wait() until a time of time_ticks(). Needs library `timer`. @return 0 or -ETIMEDOUT */
int semaphore_wait_until(struct semaphore *s, uint64_t deadline);

/** Take one if there is one. @return false: there is none */
bool semaphore_try(struct semaphore *s);

/** Give one. Also from interrupt handlers. */
void semaphore_post(struct semaphore *s);

/** Condition variable. */
struct condition {
	struct wait_queue waiters; /* threads that wait for a signal */
};
/** Initialiser of a condition variable, which is `name`. */
#define CONDITION_INIT(name)                                 \
	{                                                    \
		WAIT_QUEUE_INIT((name).waiters, "condition") \
	}

/** Make one without waiters. */
void condition_init(struct condition *c);

/** Unlock the mutex, wait for a signal, lock it again. No spurious returns. */
void condition_wait(struct condition *c, struct mutex *m);

/** Wake the first waiter. Also from interrupt handlers. */
void condition_signal(struct condition *c);
/** Wake all waiters. Also from interrupt handlers. */
void condition_broadcast(struct condition *c);

/** A resource as in OSEK: its owner runs at the ceiling priority, so no other user can run, and none ever waits. Resources are
 * taken and released in nested order. */
struct resource {
	uint8_t ceiling; /* priority of the most urgent user */
	uint8_t before;	 /* the owner's priority before */
	bool taken;	 /* a thread has it */
};
/** Initialiser of a free resource. */
#define RESOURCE_INIT(ceiling)    \
	{                         \
		ceiling, 0, false \
	}
/** Take the resource, and run at its ceiling. */
void resource_take(struct resource *r);
/** Release the resource, and run at the priority from before; a more urgent thread runs at once. */
void resource_release(struct resource *r);
