/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: vgic/vgic.c vgic/lists.c vgic/waiting.c vgic/spill.c vgic/sources.c vgic/hardware.c vgic/inject.c vgic/reset.c vgic/bank_registers.c vgic/distributor.c vgic/redistributor.c vgic/sgi.c ../tests/unit/fake/fake_gic.c */
/* Virtual interrupts that are linked to physical ones: those of timers, whose active state moves with the vCPU, and those of
 * owned devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include "fake/fake_gic.h"

#define TIMER 27

/* The guest's timer has expired, and the guest has acknowledged its interrupt. @return its vCPU */
static struct vcpu *begin_with_timer(void)
{
	struct vcpu *v = fake_vcpu(0);

	fake_start_guest(4);
	fake_cores[0].ppi_active = 1u << TIMER;
	fake_tell(vgic_inject_timer(v, TIMER));
	assert_int_equal(fake_acknowledge(), TIMER);
	return v;
}

static void timer_is_linked_and_its_active_state_moves_with_the_vcpu(void **state)
{
	struct vcpu *v = begin_with_timer();

	(void)state;
	fake_tell(vgic_save(v));
	assert_int_equal(fake_cores[0].ppi_active, 0);
	assert_int_equal(fake_state(TIMER), 0);
	fake_tell(vgic_load(v));
	assert_int_equal(fake_cores[0].ppi_active, 1u << TIMER);
	assert_true(fake_end(TIMER));
	assert_int_equal(fake_cores[0].ppi_active, 0);
}

static void timer_of_a_guest_that_has_it_off_waits(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	fake_start_guest(4);
	fake_write(FAKE_GICR_SGI + 0x180, 4, 1u << TIMER);
	fake_cores[0].ppi_active = 1u << TIMER;
	fake_tell(vgic_inject_timer(v, TIMER));
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	assert_int_equal(fake_cores[0].ppi_active,
			 1u << TIMER); /* or the interrupt would come for ever */
	fake_write(FAKE_GICR_SGI + 0x100, 4, 1u << TIMER);
	assert_int_equal(fake_cores[0].ppi_active,
			 0); /* the interrupt comes again if the line is still high */
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	/* The vCPU is descheduled meanwhile: its interrupt must not block the next vCPU's timer. */
	fake_write(FAKE_GICR_SGI + 0x180, 4, 1u << TIMER);
	fake_cores[0].ppi_active = 1u << TIMER;
	fake_tell(vgic_inject_timer(v, TIMER));
	fake_tell(vgic_save(v));
	assert_int_equal(fake_cores[0].ppi_active, 0);
}

static void timer_that_expired_unloaded_is_pending_at_once(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	fake_start_guest(4);
	fake_tell(vgic_save(v));
	fake_tell(vgic_load(v));
	vgic_load_timer(v, TIMER);
	assert_int_equal(fake_cores[0].ppi_active,
			 1u << TIMER); /* or it would interrupt the core as well */
	assert_int_equal(fake_acknowledge(), TIMER);
	/* The handler hasn't ended when the vCPU is loaded again: there must be no second interrupt. */
	fake_tell(vgic_save(v));
	fake_tell(vgic_load(v));
	vgic_load_timer(v, TIMER);
	assert_int_equal(fake_state(TIMER), 2);
	assert_true(fake_end(TIMER));
	assert_int_equal(fake_cores[0].ppi_active, 0);
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
}

static void timer_that_expired_unloaded_finds_no_place(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	fake_start_guest(1);
	fake_tell(vgic_sgi1r(v, 3u << 24 | 1));
	assert_int_equal(fake_acknowledge(), 3);
	fake_tell(vgic_save(v));
	fake_tell(vgic_load(v));
	vgic_load_timer(v, TIMER);
	assert_int_equal(fake_cores[0].ppi_active, 0); /* the core is interrupted, then */
	assert_true(fake_end(3));
	fake_write(FAKE_GICR_SGI + 0x180, 4, 1u << TIMER);
	fake_tell(vgic_save(v));
	fake_tell(vgic_load(v));
	vgic_load_timer(v, TIMER); /* nor while the guest has the interrupt off */
	assert_int_equal(fake_cores[0].ppi_active, 0);
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
}

/* Its end needs no look of the core, which switches to another vCPU then: nothing stays active for that one, or for it. */
static void timer_that_ended_comes_again_after_a_switch_with_other_work(void **state)
{
	struct vcpu *v = begin_with_timer();

	(void)state;
	assert_true(fake_end(TIMER));
	fake_tell(vgic_save(v));
	v->cpu->loaded = NULL;
	fake_on(1);
	fake_tell(vgic_sgi1r(fake_vcpu(1), 3u << 24 | 1));
	fake_on(0);
	v->cpu->loaded = v;
	fake_tell(vgic_load(v));
	assert_int_equal(fake_cores[0].ppi_active, 0); /* or it never comes again */
	assert_int_equal(fake_acknowledge(), 3);
	assert_true(fake_end(3));
	fake_tell(vgic_save(v));
	fake_tell(vgic_load(v));
	vgic_load_timer(v, TIMER);
	assert_int_equal(fake_cores[0].ppi_active, 1u << TIMER);
	assert_int_equal(fake_acknowledge(), TIMER);
	assert_true(fake_end(TIMER));
	assert_int_equal(fake_cores[0].ppi_active, 0);
}

/* A vCPU whose timer has ended isn't told of another's interrupt that was in the same list register meanwhile. */
static void timer_that_ended_keeps_its_list_register(void **state)
{
	struct vcpu *v = begin_with_timer(), *other = fake_vcpu(1);

	(void)state;
	assert_true(fake_end(TIMER));
	fake_tell(vgic_save(v));
	v->cpu->loaded = other;
	fake_tell(vgic_load(other));
	fake_tell(vgic_flush(other));
	assert_true(vgic_list_private(other, 3, 0));
	assert_int_equal(fake_acknowledge(), 3);
	assert_true(fake_end(3));
	fake_tell(vgic_flush(other));
	fake_tell(vgic_save(other));
	v->cpu->loaded = v;
	for (unsigned times = 0; times < 3; times++) {
		fake_tell(vgic_load(v));
		if (times) {
			vgic_load_timer(v, TIMER);
			assert_int_equal(fake_acknowledge(), TIMER);
			assert_true(fake_end(TIMER));
		}
		fake_tell(vgic_save(v));
	}
	fake_tell(vgic_load(v));
}

/*
 * A guest enables and disables its timer's interrupt, and changes its priority and group, at random. SGIs fill all list
 * registers, and the guest is preempted at any moment. Each expiry must come once, and none without the line.
 */
static void timer_of_a_hostile_guest_comes_once_each_time(void **state)
{
	struct vcpu *v = fake_vcpu(0);
	bool line = false, handled = false;
	unsigned expired = 0, taken = 0;
	uint32_t intid;

	(void)state;
	srand(1);
	fake_start_guest(2);
	for (unsigned step = 0; step < 200000; step++) {
		bool calm = step % 1000 > 900; /* so that each expiry has its chance */

		switch (calm ? 9 : rand() % 9) {
		case 0:
			expired += !line;
			line = true; /* in its handler, too */
			break;
		case 1:
			fake_tell(vgic_save(v));
			assert_int_equal(fake_cores[0].ppi_active, 0);
			fake_tell(vgic_load(v));
			if (line)
				vgic_load_timer(v, TIMER);
			break;
		case 2:
			fake_write(FAKE_GICR_SGI + (rand() & 1 ? 0x100 : 0x180), 4, 1u << TIMER);
			break;
		case 3:
			fake_write(FAKE_GICR_SGI + 0x400 + TIMER, 1, (uint64_t)(rand() & 0xf8));
			break;
		case 4:
			fake_write(FAKE_GICR_SGI + 0x80, 4, rand() & 1 ? ~0u : ~(1u << TIMER));
			break;
		case 5:
			fake_write(FAKE_GICR_SGI + 0x280, 4, 1u << TIMER); /* ICPENDR */
			break;
		case 7:
			fake_write(FAKE_GICR_SGI + 0x380, 4,
				   1u << TIMER); /* ICACTIVER: its end, too */
			handled = false;
			break;
		case 6:
			fake_tell(vgic_sgi1r(v, (uint64_t)(rand() & 15) << 24 | 1));
			break;
		case 9:
			fake_write(FAKE_GICR_SGI + 0x80, 4, ~0u);
			fake_write(FAKE_GICR_SGI + 0x100, 4, ~0u);
			break;
		}
		/* The core's part in handling the physical interrupt. */
		if (line && !fake_cores[0].ppi_active) {
			fake_cores[0].ppi_active = 1u << TIMER;
			fake_tell(vgic_inject_timer(v, TIMER));
		}
		intid = fake_acknowledge();
		if (intid == TIMER) {
			assert_true(line);
			assert_false(handled);
			taken++;
			handled = true;
			line = false;
		}
		if (calm || rand() & 1)
			for (unsigned n = 0; n < GIC_LR_MAX; n++)
				if (fake_cores[0].lr[n] & ICH_LR_ACTIVE) {
					handled &= ICH_LR_VINTID(fake_cores[0].lr[n]) != TIMER;
					fake_end(ICH_LR_VINTID(fake_cores[0].lr[n]));
				}
		if (fake_maintenance())
			fake_tell(vgic_flush(v));
	}
	assert_true(taken > 1000);
	assert_true(expired - taken <= 1);
}

static void owned_interrupt_is_enabled_routed_and_ended_by_the_guest(void **state)
{
	(void)state;
	fake_start(3, 4);
	assert_false(fake_enabled[FAKE_HW_INTID]);
	fake_guest_init();
	assert_true(fake_enabled[FAKE_HW_INTID]);
	assert_int_equal(fake_route[FAKE_HW_INTID], 0);
	fake_write(FAKE_GICD + 0x6000 + 8 * FAKE_HW_VIRQ, 8, 1);
	assert_int_equal(fake_route[FAKE_HW_INTID], 1);
	assert_int_equal(fake_read(FAKE_GICD + 0x6000 + 8 * FAKE_HW_VIRQ, 8), 1);
	fake_on(1);
	fake_active[FAKE_HW_INTID] = 1;
	fake_tell(vgic_inject_hw(fake_vcpu(0), FAKE_HW_VIRQ, FAKE_HW_INTID));
	assert_int_equal(fake_acknowledge(), FAKE_HW_VIRQ);
	assert_true(fake_end(FAKE_HW_VIRQ));
	assert_false(fake_active[FAKE_HW_INTID]);
	fake_write(FAKE_GICD + 0x184, 4, 1u << (FAKE_HW_VIRQ - 32));
	assert_false(fake_enabled[FAKE_HW_INTID]);
}

/* An operating system does this to repeat an edge that came while the handler ran. */
static void owned_edge_comes_although_its_software_pending_state_is_listed(void **state)
{
	uint32_t bit = 1u << (FAKE_HW_EDGE_VIRQ - 32);

	(void)state;
	for (int active = 0; active < 2; active++) {
		fake_start_guest(4);
		fake_write(FAKE_GICD + 0x204, 4, bit); /* ISPENDR */
		if (active)
			assert_int_equal(fake_acknowledge(), FAKE_HW_EDGE_VIRQ);
		fake_active[FAKE_HW_EDGE_INTID] = 1;
		fake_tell(vgic_inject_hw(fake_vcpu(0), FAKE_HW_EDGE_VIRQ, FAKE_HW_EDGE_INTID));
		if (active) {
			assert_int_equal(fake_state(FAKE_HW_EDGE_VIRQ), 2);
			assert_true(fake_end(FAKE_HW_EDGE_VIRQ));
			assert_true(fake_maintenance());
			fake_tell(vgic_flush(fake_vcpu(0)));
		}
		assert_int_equal(fake_acknowledge(), FAKE_HW_EDGE_VIRQ);
		assert_true(fake_end(FAKE_HW_EDGE_VIRQ));
		fake_tell(vgic_flush(fake_vcpu(0)));
		assert_int_equal(fake_acknowledge(), FAKE_NONE);
		assert_false(fake_active[FAKE_HW_EDGE_INTID]); /* or it never comes again */
	}
}

static void software_edge_during_an_active_owned_one_comes(void **state)
{
	uint32_t bit = 1u << (FAKE_HW_EDGE_VIRQ - 32);

	(void)state;
	fake_start_guest(4);
	fake_active[FAKE_HW_EDGE_INTID] = 1;
	fake_tell(vgic_inject_hw(fake_vcpu(0), FAKE_HW_EDGE_VIRQ, FAKE_HW_EDGE_INTID));
	assert_int_equal(fake_acknowledge(), FAKE_HW_EDGE_VIRQ);
	fake_write(FAKE_GICD + 0x204, 4, bit); /* ISPENDR */
	/* Then an interrupt of the device. */
	fake_active[FAKE_HW_EDGE_INTID] = 1;
	fake_tell(vgic_inject_hw(fake_vcpu(0), FAKE_HW_EDGE_VIRQ, FAKE_HW_EDGE_INTID));
	assert_true(fake_end(FAKE_HW_EDGE_VIRQ));
	assert_true(fake_maintenance());
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), FAKE_HW_EDGE_VIRQ);
	assert_true(fake_end(FAKE_HW_EDGE_VIRQ));
	assert_false(fake_active[FAKE_HW_EDGE_INTID]);
	/* There is no interrupt of the device. */
	fake_active[FAKE_HW_EDGE_INTID] = 1;
	fake_tell(vgic_inject_hw(fake_vcpu(0), FAKE_HW_EDGE_VIRQ, FAKE_HW_EDGE_INTID));
	assert_int_equal(fake_acknowledge(), FAKE_HW_EDGE_VIRQ);
	fake_write(FAKE_GICD + 0x204, 4, bit);
	assert_true(fake_end(FAKE_HW_EDGE_VIRQ));
	assert_int_equal(fake_acknowledge(), FAKE_HW_EDGE_VIRQ);
	assert_true(fake_end(FAKE_HW_EDGE_VIRQ));
	assert_false(fake_active[FAKE_HW_EDGE_INTID]);
}

static void owned_interrupt_waits_for_its_vcpu(void **state)
{
	struct vcpu *v = fake_vcpu(1);

	(void)state;
	fake_start_guest(4);
	fake_write(FAKE_GICD + 0x6000 + 8 * FAKE_HW_VIRQ, 8, 1);
	fake_on(1);
	fake_tell(vgic_save(v));
	v->cpu->loaded = NULL;
	fake_active[FAKE_HW_INTID] = 1;
	fake_kicks[1] = 0;
	fake_tell(vgic_inject_hw(v, FAKE_HW_VIRQ, FAKE_HW_INTID));
	assert_int_equal(fake_kicks[1], 1);
	assert_true(vgic_pending(v));
	v->cpu->loaded = v;
	fake_tell(vgic_load(v));
	assert_int_equal(fake_acknowledge(), FAKE_HW_VIRQ);
	fake_end(FAKE_HW_VIRQ);
	assert_false(fake_active[FAKE_HW_INTID]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(timer_is_linked_and_its_active_state_moves_with_the_vcpu),
	    cmocka_unit_test(timer_of_a_guest_that_has_it_off_waits),
	    cmocka_unit_test(timer_that_expired_unloaded_is_pending_at_once),
	    cmocka_unit_test(timer_that_expired_unloaded_finds_no_place),
	    cmocka_unit_test(timer_that_ended_comes_again_after_a_switch_with_other_work),
	    cmocka_unit_test(timer_that_ended_keeps_its_list_register),
	    cmocka_unit_test(timer_of_a_hostile_guest_comes_once_each_time),
	    cmocka_unit_test(owned_interrupt_is_enabled_routed_and_ended_by_the_guest),
	    cmocka_unit_test(owned_edge_comes_although_its_software_pending_state_is_listed),
	    cmocka_unit_test(software_edge_during_an_active_owned_one_comes),
	    cmocka_unit_test(owned_interrupt_waits_for_its_vcpu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
