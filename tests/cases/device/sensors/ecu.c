/* SPDX-License-Identifier: BSD-3-Clause */
/* Writes the pages of sensors, as the client wants it. */
#include "scpi.h"

static volatile struct sensors_page *page_of(const char *name)
{
	struct tree_channel c = {0};

	tree_channel(name, &c);
	return (volatile struct sensors_page *)c.base;
}

static void publish(volatile struct sensors_page *p, uint64_t time, int64_t first, int64_t second,
		    int64_t third)
{
	uint32_t sequence = p->sequence & ~1u;

	__atomic_store_n(&p->sequence, sequence + 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	p->valid = 5; /* the second sensor is broken at first */
	if (second)
		p->valid = ~0u;
	p->time = time;
	p->value[0] = first;
	p->value[1] = second;
	p->value[2] = third;
	__atomic_store_n(&p->sequence, sequence + 2, __ATOMIC_RELEASE);
}

static void play(volatile struct sensors_page *p, uint32_t phase)
{
	static uint32_t n;
	uint64_t twice;

	switch (phase) {
	case PHASE_VALUES:
		publish(p, now(), ENGINE, 0, BATTERY);
		break;
	case PHASE_CHANGING:
		n++;
		twice = (uint64_t)n << 32 | n;
		publish(p, now(), (int64_t)twice, CABIN, 0);
		break;
	case PHASE_TORN:
		p->time = now();
		p->sequence |= 1;
		break;
	case PHASE_STALE:
		publish(p, now() - ticks(101000), ENGINE, CABIN, BATTERY);
		break;
	case PHASE_FUTURE:
		publish(p, now() + ticks(1000000), ENGINE, CABIN, BATTERY);
		break;
	default:
		break;
	}
}

void guest(unsigned cpu)
{
	volatile struct sensors_page *p = page_of("sensors-client-page");
	volatile struct sensors_page *other = page_of("sensors-other-page");
	struct tree_channel c = {0};
	volatile struct script *script;
	uint32_t wanted, n = 0;

	(void)cpu;
	gic_init();
	tick_init();
	tree_channel("script", &c);
	script = (volatile struct script *)c.base;
	do {
		wanted = __atomic_load_n(&script->wanted, __ATOMIC_ACQUIRE);
		play(p, wanted);
		publish(other, now(), OTHER, CABIN, BATTERY);
		__atomic_store_n(&script->done, wanted, __ATOMIC_RELEASE);
		/* The client goes on meanwhile, and is interrupted at another place each time. */
		tick_wait(now() + ticks(wanted == PHASE_CHANGING ? 3 : 50) + n++ % 7);
	} while (wanted != PHASE_END);
}
