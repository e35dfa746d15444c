/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two VMs on one core: PART WAKER, of higher priority, waits in WFI; PART OTHER sleeps, rings its doorbell, or spins. The
 * waker measures how it wakes: between marks (marks.h), and from a timer's deadline to its handler.
 */
#include "../../tests/core/tree.h"
#include "guest.h"

#define WAKER	    0
#define OTHER	    1
#define REPEAT	    256
#define TIMER_TICKS 20000 /* the other one is asleep again by then */

enum phase { SLEEP, RING, SPIN, MARKED, END };

struct shared {
	volatile uint64_t ready, phase;
};

#define RING_BEHIND(begin, end, index)                                                             \
	do {                                                                                       \
		register uint64_t x0_ __asm__("x0") = BULKHEAD_HVC_DOORBELL;                       \
		register uint64_t x1_ __asm__("x1") = (index);                                     \
		__asm__ volatile(begin "hvc #0" end : "+r"(x0_), "+r"(x1_)::"x2", "x3", "memory"); \
	} while (0)

static void __attribute__((unused)) waker(struct shared *s, const struct tree_channel *c)
{
	uint64_t first;

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
	RING_BEHIND("", "", c->index);
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
		RING_BEHIND(MARK_BEGIN(MARK_doorbell_pending), MARK_END, c->index);
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

static void __attribute__((unused)) other(struct shared *s, const struct tree_channel *c)
{
	s->ready = 1;
	RING_BEHIND("", "", c->index);
	wait_for(s, RING);
	for (int i = 0; i < REPEAT; i++)
		RING_BEHIND(MARK_BEGIN(MARK_doorbell), "", c->index);
	while (s->phase < MARKED)
		;
	while (s->phase < END)
		__asm__ volatile(MARK_END ::: "memory");
}

void guest(unsigned cpu)
{
	struct tree_channel c;

	(void)cpu;
	if (tree_channel("talk", &c)) {
		put("pair: FAIL: no channel in the device tree\n");
		return;
	}
	gic_init();
	gic_enable_spi(c.intid);
#if PART == WAKER
	waker((struct shared *)c.base, &c);
#else
	other((struct shared *)c.base, &c);
#endif
}
