/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: vgic/vgic.c vgic/lists.c vgic/waiting.c vgic/spill.c vgic/sources.c vgic/hardware.c vgic/inject.c vgic/reset.c vgic/bank_registers.c vgic/distributor.c vgic/redistributor.c vgic/sgi.c ../tests/unit/fake/fake_gic.c */
/*
 * Two vCPUs share a core and its list registers. Each SGI to one of them, and each expiry of its timer, arrives exactly once. A
 * vCPU that waits wakes for these interrupts and for nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include "fake/fake_gic.h"

#define TIMER 27
#define SGIS  16

/* What each vCPU has to get: bits by INTID. */
static struct {
	uint32_t pending, active;
	bool line; /* its timer has expired, and wasn't handled yet */
	/* The active interrupts in the order in which they were taken, and their priorities: each is more urgent than the one before. */
	uint32_t nested[VGIC_LEVELS], priorities[VGIC_LEVELS];
	unsigned depth;
} guests[FAKE_CPUS];
static unsigned taken[SGIS], timers_taken;

static struct vcpu *loaded(void)
{
	return fake_cpu->loaded;
}

static unsigned self(void)
{
	return loaded()->config->index;
}

static void share(unsigned version, unsigned lrs)
{
	fake_start(version, lrs);
	fake_guest_init();
	for (unsigned i = 0; i < FAKE_CPUS; i++) {
		fake_on(i);
		fake_tell(vgic_save(fake_vcpu(i)));
		fake_cpu->loaded = NULL;
		guests[i].pending = guests[i].active = guests[i].depth = 0;
		guests[i].line = false;
	}
	fake_on(0);
	fake_vcpu(1)->cpu = fake_cpu;
}

/* If the timer of the loaded vCPU has expired, its interrupt comes to the core. */
static void see_timer(void)
{
	if (!loaded() || !guests[self()].line || fake_cores[0].ppi_active)
		return;
	fake_cores[0].ppi_active = 1u << TIMER;
	fake_tell(vgic_inject_timer(loaded(), TIMER));
}

static void unload(void)
{
	if (!loaded())
		return;
	fake_tell(vgic_save(loaded()));
	fake_cpu->loaded = fake_cpu->current = NULL;
	assert_int_equal(fake_cores[0].ppi_active, 0);
	for (unsigned n = 0; n < GIC_LR_MAX; n++)
		assert_int_equal(fake_cores[0].lr[n] & ICH_LR_STATE, 0);
}

static void load(struct vcpu *v)
{
	unload();
	fake_cpu->loaded = fake_cpu->current = v;
	fake_tell(vgic_load(v));
	if (guests[self()].line)
		vgic_load_timer(v, TIMER);
	fake_serve(self());
}

/*
 * Makes an SGI pending for vCPU `to`. The sender is the other vCPU, or `to` itself; it runs on core 1 unless it is loaded on
 * core 0. GICR_ISPENDR0 replaces the SGI if its group is 0.
 */
static void send(unsigned to, uint32_t intid, bool itself)
{
	struct vcpu *from = fake_vcpu(itself ? to : !to);
	bool here = from == loaded();

	fake_on(!here);
	fake_cpu->current = from;
	if (vgic_is_v2())
		fake_tell(vgic_sgir(from, 1u << (16 + to) | intid));
	else if (fake_vcpu(to)->vgic.private.group >> intid & 1)
		fake_tell(vgic_sgi1r(from, (uint64_t)intid << 24 | 1u << to));
	else
		fake_write(FAKE_GICR_SGI + to * 0x20000ull + 0x200, 4, 1u << intid);
	fake_on(0);
	guests[to].pending |= 1u << intid;
	if (!here)
		fake_serve(to);
}

/* Priority of the most urgent interrupt that is signalled. */
static uint32_t signalled(void)
{
	uint32_t priority = 0xff;

	for (unsigned n = 0; n < GIC_LR_MAX; n++) {
		uint64_t lr = fake_cores[0].lr[n];

		if ((lr & ICH_LR_STATE) == ICH_LR_PENDING && ICH_LR_PRIORITY(lr) < priority)
			priority = ICH_LR_PRIORITY(lr);
	}
	return priority;
}

static void take(void)
{
	unsigned depth = guests[self()].depth;
	uint32_t priority = signalled(), intid, bit;

	if (priority >= (depth ? guests[self()].priorities[depth - 1] : 0xff))
		return;
	intid = fake_acknowledge();
	bit = 1u << intid;
	assert_true(intid < 32);
	assert_int_equal(guests[self()].active & bit, 0);
	if (intid == TIMER) {
		assert_true(guests[self()].line);
		guests[self()].line = false;
		timers_taken++;
	} else {
		assert_true(guests[self()].pending & bit);
		guests[self()].pending &= ~bit;
		taken[intid]++;
	}
	guests[self()].active |= bit;
	guests[self()].nested[depth] = intid;
	guests[self()].priorities[depth] = priority;
	guests[self()].depth++;
}

/* The guest ends its most urgent active interrupt. */
static void end(void)
{
	unsigned depth = guests[self()].depth;

	if (!depth)
		return;
	depth = --guests[self()].depth;
	guests[self()].active &= ~(1u << guests[self()].nested[depth]);
	fake_end(guests[self()].nested[depth]);
}

static void look(void)
{
	if (loaded() && fake_maintenance())
		fake_tell(vgic_flush(loaded()));
}

/* Changes the priority of an SGI and, on GICv3, the groups of all. */
static void change(void)
{
	uint32_t intid = (uint32_t)rand() % SGIS;

	if (!vgic_is_v2())
		fake_write(FAKE_GICR_SGI + self() * 0x20000ull + 0x80, 4,
			   rand() & 1 ? ~0u : ~(1u << intid));
	fake_write((vgic_is_v2() ? FAKE_GICD : FAKE_GICR_SGI + self() * 0x20000ull) + 0x400 + intid,
		   1, rand() & 1 ? 0 : (uint64_t)(rand() & 0xf8));
}

/* An interrupt that is pending while it is active may or may not end a WFI; so may a timer that only this core's hardware sees. */
static void waits_rightly(unsigned i)
{
	struct vcpu *v = fake_vcpu(i);
	bool pending = v == loaded() ? !vgic_quiet(v) && vgic_pending(v) : vgic_pending(v);

	if (guests[i].pending & ~guests[i].active)
		assert_true(pending);
	else if (!guests[i].pending && !guests[i].line)
		assert_false(pending);
}

/* All that was sent has come when both vCPUs have had time. */
static void calm_down(void)
{
	for (unsigned i = 0; i < FAKE_CPUS; i++) {
		load(fake_vcpu(i));
		for (unsigned n = 0; n < 100; n++) {
			see_timer();
			end();
			look();
			take();
		}
		assert_int_equal(guests[i].pending, 0);
		assert_int_equal(guests[i].active, 0);
		assert_false(guests[i].line);
	}
}

static void step(void)
{
	unsigned i = (unsigned)rand() % FAKE_CPUS;

	switch (rand() % 10) {
	case 0:
	case 1:
		load(fake_vcpu(i));
		break;
	case 2:
		unload();
		break;
	case 3:
	case 4:
		send(i, (uint32_t)rand() % SGIS, false);
		break;
	case 5:
		if (loaded() &&
		    !vgic_is_v2()) /* which has a pending state for each source, unlike `guests` */
			send(self(), (uint32_t)rand() % SGIS, true);
		break;
	case 6:
		guests[i].line |= !(guests[i].active >> TIMER & 1);
		break;
	case 7:
		if (loaded())
			change();
		break;
	default:
		if (loaded())
			end();
		break;
	}
	see_timer();
	look();
	waits_rightly(i);
	if (loaded() && rand() & 1)
		take();
	look();
}

static void nothing_is_lost_or_comes_twice(void **state)
{
	(void)state;
	srand(1);
	for (unsigned version = 2; version <= 3; version++)
		for (unsigned lrs = 1; lrs <= 4; lrs++) {
			share(version, lrs);
			for (unsigned n = 0; n < 50000; n++) {
				step();
				if (n % 200 == 199)
					calm_down();
			}
		}
	for (unsigned i = 0; i < SGIS; i++)
		assert_true(taken[i] > 1000);
	assert_true(timers_taken > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_lost_or_comes_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
