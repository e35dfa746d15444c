/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Spinlocks of the TEE. A holder can't be preempted (interrupts are masked), so sections are short;
 * an RPC inside one is a bug.
 */
#pragma once
#include <stdint.h>

struct lock {
	uint32_t held;
};

#ifdef __aarch64__
static inline uint64_t lock_acquire(struct lock *lock)
{
	uint64_t daif;

	__asm__ volatile("mrs %0, daif\n\tmsr daifset, #3" : "=r"(daif) : : "memory");
	while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED))
			__asm__ volatile("yield");
	return daif;
}

static inline void lock_release(struct lock *lock, uint64_t daif)
{
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
	__asm__ volatile("msr daif, %0" : : "r"(daif) : "memory");
}
#else /* unit tests on the host: one thread */
static inline uint64_t lock_acquire(struct lock *lock)
{
	lock->held++;
	return 0;
}

static inline void lock_release(struct lock *lock, uint64_t daif)
{
	(void)daif;
	lock->held--;
}
#endif
