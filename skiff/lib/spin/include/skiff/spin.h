/* SPDX-License-Identifier: BSD-3-Clause */
/* Ticket spin lock, fair, between processors (activations of an extension on several cores). */
#pragma once
#include <stdint.h>

struct spin {
	uint16_t next, serving;
};
#define SPIN_INIT    \
	{            \
		0, 0 \
	}

static inline void spin_lock(struct spin *s)
{
	uint16_t mine = __atomic_fetch_add(&s->next, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&s->serving, __ATOMIC_ACQUIRE) != mine)
		;
}

static inline void spin_unlock(struct spin *s)
{
	__atomic_store_n(&s->serving, (uint16_t)(s->serving + 1), __ATOMIC_RELEASE);
}
