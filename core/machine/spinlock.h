/* SPDX-License-Identifier: BSD-3-Clause */
/* What cores agree by. Ticket lock: FIFO, so the wait is bounded by the number of cores times the longest section. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Hint that this core waits for another: an emulator then runs that one, real cores lose nothing. */
static inline void cpu_yield(void)
{
#ifdef __aarch64__
	__asm__ volatile("yield" : : : "memory");
#endif
}

/* Make *p `next` if it is *was; if not, *was becomes its value. Acquires and releases. True: it was *was. */
#define compare_exchange(p, was, next) \
	__atomic_compare_exchange_n(p, was, next, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)

struct spinlock {
	uint16_t next, owner;
};

static inline void spin_lock(struct spinlock *l)
{
	uint16_t ticket = __atomic_fetch_add(&l->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&l->owner, __ATOMIC_ACQUIRE) != ticket)
		cpu_yield();
}
static inline void spin_unlock(struct spinlock *l)
{
	__atomic_store_n(&l->owner, (uint16_t)(l->owner + 1), __ATOMIC_RELEASE);
}
