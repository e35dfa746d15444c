/* SPDX-License-Identifier: BSD-3-Clause */
#include "pair.h"

static void wait_for(const struct shared *s, enum phase phase)
{
	mask();
	while (s->phase < phase) {
		__asm__ volatile("wfi" ::: "memory");
		unmask();
		__asm__ volatile("isb");
		mask();
	}
	unmask();
}

void guest(unsigned cpu)
{
	struct tree_channel c;
	struct shared *s = pair_join(&c);

	(void)cpu;
	if (!s)
		return;
	s->ready = 1;
	RING_BEHIND("", "", c.index);
	wait_for(s, RING);
	for (int i = 0; i < REPEAT; i++)
		RING_BEHIND(MARK_BEGIN(MARK_doorbell), "", c.index);
	while (s->phase < MARKED)
		;
	while (s->phase < END)
		__asm__ volatile(MARK_END ::: "memory");
}
