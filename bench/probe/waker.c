/* SPDX-License-Identifier: BSD-3-Clause */
#include "pair.h"

#define TIMER_TICKS 20000 /* by then, the other VM is asleep again */

void guest(unsigned cpu)
{
	struct tree_channel c;
	struct shared *s = pair_join(&c);
	uint64_t first;

	(void)cpu;
	if (!s)
		return;
	unmask();
	while (!s->ready)
		__asm__ volatile("wfi" ::: "memory");
	mask();
	report("wfi_wake_idle", timer_latency(1, TIMER_TICKS));
	interrupts_marked();
	unmask();
	for (int i = 0; i < REPEAT; i++) {
		uint64_t next = taken + 1;

		timer_at(now() + TIMER_TICKS);
		__asm__ volatile(MARK_BEGIN(MARK_wfi_wake_idle)::: "memory");
		while (taken < next)
			__asm__ volatile("wfi" ::: "memory");
	}
	s->phase = RING;
	RING_BEHIND("", "", c.index);
	for (first = taken; taken < first + REPEAT;)
		__asm__ volatile("wfi" ::: "memory");
	s->phase = SPIN;
	for (int i = 0; i < REPEAT; i++) {
		uint64_t next = taken + 1;

		timer_at(now() + TIMER_TICKS);
		__asm__ volatile(MARK_BEGIN(MARK_wfi_wake_replace)::: "memory");
		while (taken < next)
			__asm__ volatile("wfi" ::: "memory");
	}
	for (int i = 0; i < REPEAT; i++)
		RING_BEHIND(MARK_BEGIN(MARK_doorbell_pending), MARK_END, c.index);
	mask();
	interrupts_unmarked();
	report("wfi_wake_replace", timer_latency(1, TIMER_TICKS));
	s->phase = MARKED;
	unmask();
	for (int i = 0; i < REPEAT; i++) {
		timestamp = 0;
		timer_at(now() + TIMER_TICKS);
		while (!timestamp)
			__asm__ volatile(MARK_BEGIN(MARK_vcpu_switch) "wfi" ::: "memory");
	}
	s->phase = END;
	put("pair: done\n");
}
