/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: vgic.c vgic_inject.c vgic_reset.c vgic_bank.c vgic_dist.c vgic_redist.c vgic_sgi.c test/fake/fake_gic.c */
/* The timers' interrupts: linked to the hardware's, whose active state is the vCPU's and not the core's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "fake/fake_gic.h"

#define TIMER 27
#define GICR_SGI0 (FAKE_GICR + 0x10000)
#define NONE 1023

static void start(unsigned lrs)
{
	fake_start(3, lrs);
	fake_guest_init();
}

static void timer_is_linked_and_its_active_state_moves_with_the_vcpu(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	start(4);
	fake_cores[0].ppi_active = 1u << TIMER;
	vgic_inject_timer(v, TIMER);
	assert_int_equal(fake_acknowledge(), TIMER);
	vgic_save(v);
	assert_int_equal(fake_cores[0].ppi_active, 0);
	assert_int_equal(fake_state(TIMER), 0);
	vgic_load(v);
	assert_int_equal(fake_cores[0].ppi_active, 1u << TIMER);
	assert_true(fake_end(TIMER));
	assert_int_equal(fake_cores[0].ppi_active, 0);
}

static void timer_of_a_guest_that_has_it_off_waits(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	start(4);
	fake_write(GICR_SGI0 + 0x180, 4, 1u << TIMER);
	fake_cores[0].ppi_active = 1u << TIMER;
	vgic_inject_timer(v, TIMER);
	assert_int_equal(fake_acknowledge(), NONE);
	assert_int_equal(fake_cores[0].ppi_active, 1u << TIMER); /* or it would come for ever */
	fake_write(GICR_SGI0 + 0x100, 4, 1u << TIMER);
	assert_int_equal(fake_cores[0].ppi_active, 0); /* comes again if the line is still high */
	assert_int_equal(fake_acknowledge(), NONE);
	/* Descheduled meanwhile: it must not block the next vCPU's timer. */
	fake_write(GICR_SGI0 + 0x180, 4, 1u << TIMER);
	fake_cores[0].ppi_active = 1u << TIMER;
	vgic_inject_timer(v, TIMER);
	vgic_save(v);
	assert_int_equal(fake_cores[0].ppi_active, 0);
}

static void timer_that_expired_unloaded_is_pending_at_once(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	start(4);
	vgic_save(v);
	vgic_load(v);
	vgic_load_timer(v, TIMER);
	assert_int_equal(fake_cores[0].ppi_active, 1u << TIMER); /* or it would interrupt the core as well */
	assert_int_equal(fake_acknowledge(), TIMER);
	/* Its handler doesn't end before it is loaded again: no second one. */
	vgic_save(v);
	vgic_load(v);
	vgic_load_timer(v, TIMER);
	assert_int_equal(fake_state(TIMER), 2);
	assert_true(fake_end(TIMER));
	assert_int_equal(fake_cores[0].ppi_active, 0);
	assert_int_equal(fake_acknowledge(), NONE);
}

static void timer_that_expired_unloaded_finds_no_place(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	start(1);
	vgic_sgi1r(v, 3u << 24 | 1);
	assert_int_equal(fake_acknowledge(), 3);
	vgic_save(v);
	vgic_load(v);
	vgic_load_timer(v, TIMER);
	assert_int_equal(fake_cores[0].ppi_active, 0); /* the core is interrupted, then */
	assert_true(fake_end(3));
	fake_write(GICR_SGI0 + 0x180, 4, 1u << TIMER);
	vgic_save(v);
	vgic_load(v);
	vgic_load_timer(v, TIMER); /* nor has it one while the guest has it off */
	assert_int_equal(fake_cores[0].ppi_active, 0);
	assert_int_equal(fake_acknowledge(), NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timer_is_linked_and_its_active_state_moves_with_the_vcpu),
		cmocka_unit_test(timer_of_a_guest_that_has_it_off_waits),
		cmocka_unit_test(timer_that_expired_unloaded_is_pending_at_once),
		cmocka_unit_test(timer_that_expired_unloaded_finds_no_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
