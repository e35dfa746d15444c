/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads of other libraries (net has one) may be ready while a scheduler is tested by itself: they wait here meanwhile. */
#pragma once
#include <skiff/sched.h>

/** The threads that were ready. */
struct others {
	struct thread *threads[8];
	unsigned int count;
};

/** Take all ready threads. Interrupts are masked until others_give(). */
static inline struct others others_take(void)
{
	struct others others = {.count = 0};

	while (others.count < 8 && (others.threads[others.count] = sched_take()))
		others.count++;
	return others;
}

/** Make these threads ready again, in their order. */
static inline void others_give(const struct others *others)
{
	for (unsigned int i = 0; i < others->count; i++)
		sched_queue(others->threads[i], false);
}
