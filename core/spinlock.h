/* SPDX-License-Identifier: BSD-3-Clause */
/* Ticket lock: FIFO, so the wait is bounded by the number of cores times the longest section. */
#pragma once
#include <stdint.h>

struct spinlock {
	uint16_t next, owner;
};

static inline void spin_lock(struct spinlock *l)
{
	uint16_t ticket = __atomic_fetch_add(&l->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&l->owner, __ATOMIC_ACQUIRE) != ticket)
		;
}
static inline void spin_unlock(struct spinlock *l)
{
	__atomic_store_n(&l->owner, (uint16_t)(l->owner + 1), __ATOMIC_RELEASE);
}
