/* SPDX-License-Identifier: BSD-3-Clause */
/* Ticket spin lock, fair, between processors (activations of an extension on several cores). */
#pragma once
#include <stdint.h>

/** The lock. */
struct spin {
	uint16_t next;	  /* the next ticket to hand out */
	uint16_t serving; /* ticket that has the lock, or may take it */
};
/** Initialiser of a free lock. */
#define SPIN_INIT    \
	{            \
		0, 0 \
	}

/** Lock, spinning until all earlier tickets are done. Not recursive. */
static inline void spin_lock(struct spin *s)
{
	uint16_t mine = __atomic_fetch_add(&s->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&s->serving, __ATOMIC_ACQUIRE) != mine)
		;
}

/** Unlock: the next in line has it. */
static inline void spin_unlock(struct spin *s)
{
	__atomic_store_n(&s->serving, (uint16_t)(s->serving + 1), __ATOMIC_RELEASE);
}
