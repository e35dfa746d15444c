/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: vgic/vgic.c vgic/lists.c vgic/waiting.c vgic/spill.c vgic/sources.c vgic/hardware.c vgic/inject.c vgic/reset.c vgic/bank_registers.c vgic/distributor.c vgic/redistributor.c vgic/sgi.c ../tests/unit/fake/fake_gic.c */
/* A change of an interrupt's state, priority or target takes effect whether a list register holds it or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include "fake/fake_gic.h"

static void priority_of_what_is_pending_changes(void **state)
{
	(void)state;
	fake_start_guest(1);
	for (unsigned i = 0; i < 3; i++) {
		fake_set_edge(32 + i);
		fake_write(FAKE_GICD + 0x420 + i, 1, 0x40 + i * 0x10);
		fake_tell(vgic_inject(fake_vcpu(0), 32 + i, true));
	}
	fake_write(FAKE_GICD + 0x420, 1, 0xa0); /* listed */
	fake_write(FAKE_GICD + 0x422, 1, 0x10); /* waits */
	assert_int_equal(fake_acknowledge(), 34);
	fake_end(34);
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), 33);
	fake_end(33);
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), 32);
}

static void rerouted_while_active_it_goes_to_its_new_target(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_set_edge(50);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	assert_int_equal(fake_acknowledge(), 50);
	fake_write(FAKE_GICD + 0x6000 + 8 * 50, 8, 1);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	assert_int_equal(fake_state(50), 2);
	assert_true(fake_end(50));
	assert_true(fake_maintenance());
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	fake_serve(1);
	fake_on(1);
	assert_int_equal(fake_acknowledge(), 50);
}

static void activated_after_its_first_delivery_it_doesnt_come(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_set_edge(50);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	assert_int_equal(fake_acknowledge(), 50);
	assert_true(fake_end(50)); /* its list register hasn't been read back */
	fake_write(FAKE_GICD + 0x304, 4, 1u << 18);
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 1u << 18);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	fake_write(FAKE_GICD + 0x384, 4, 1u << 18);
	assert_int_equal(fake_acknowledge(), 50);
}

static void lost_line_of_a_device_is_seen(void **state)
{
	uint32_t bit = 1u << (FAKE_HW_VIRQ - 32);

	(void)state;
	fake_start_guest(4);
	fake_active[FAKE_HW_INTID] = 1;
	fake_tell(vgic_inject_hw(fake_vcpu(0), FAKE_HW_VIRQ, FAKE_HW_INTID));
	assert_int_equal(fake_read(FAKE_GICD + 0x204, 4), bit);
	assert_true(vgic_pending(fake_vcpu(0)));
	fake_low[FAKE_HW_INTID] = 1;
	assert_false(vgic_pending(fake_vcpu(0)));
	assert_int_equal(fake_state(FAKE_HW_VIRQ), 0);
	assert_false(fake_active[FAKE_HW_INTID]);
	assert_int_equal(fake_read(FAKE_GICD + 0x204, 4), 0);
}

static void level_comes_again_while_the_line_is_high(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_tell(vgic_inject(fake_vcpu(0), 33, true));
	assert_int_equal(fake_acknowledge(), 33);
	fake_end(33);
	assert_true(fake_maintenance());
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), 33);
	fake_tell(vgic_inject(fake_vcpu(0), 33, false));
	fake_end(33);
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_false(fake_maintenance());
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	assert_false(vgic_pending(fake_vcpu(0)));
}

static void level_that_drops_before_it_is_acknowledged_goes_away(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_tell(vgic_inject(fake_vcpu(0), 33, true));
	assert_int_equal(fake_state(33), 1);
	fake_tell(vgic_inject(fake_vcpu(0), 33, false));
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
}

static void line_that_rises_during_an_active_edge_is_seen_at_its_end(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_write(FAKE_GICD + 0x204, 4, 1u << 1); /* ISPENDR of a level interrupt */
	assert_int_equal(fake_acknowledge(), 33);
	fake_tell(vgic_inject(fake_vcpu(0), 33, true));
	fake_end(33);
	assert_true(fake_maintenance());
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), 33);
}

static void disabled_while_pending_is_taken_back(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_set_edge(50);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	fake_write(FAKE_GICD + 0x184, 4, 1u << 18);
	assert_int_equal(fake_state(50), 0);
	assert_int_equal(fake_read(FAKE_GICD + 0x204, 4), 1u << 18);
	fake_write(FAKE_GICD + 0x104, 4, 1u << 18);
	assert_int_equal(fake_acknowledge(), 50);
	/* An active interrupt that is disabled stays active until its end. */
	fake_write(FAKE_GICD + 0x184, 4, 1u << 18);
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 1u << 18);
	assert_true(fake_end(50));
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 0);
}

static void pending_moves_to_a_new_target(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_set_edge(50);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	assert_int_equal(fake_state(50), 1);
	fake_write(FAKE_GICD + 0x6000 + 8 * 50, 8, 1);
	assert_int_equal(fake_state(50), 0);
	fake_serve(1);
	fake_on(1);
	assert_int_equal(fake_acknowledge(), 50);
	fake_end(50);
	/* An interrupt to a vCPU that doesn't exist stays pending. */
	fake_write(FAKE_GICD + 0x6000 + 8 * 50, 8, 9);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	fake_write(FAKE_GICD + 0x6000 + 8 * 50, 8, 1);
	assert_int_equal(fake_acknowledge(), 50);
}

static void cleared_by_another_core_leaves_the_list_register(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_set_edge(50);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	fake_on(1);
	fake_write(FAKE_GICD + 0x284, 4, 1u << 18); /* ICPENDR */
	fake_serve(0);
	fake_on(0);
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	fake_write(FAKE_GICD + 0x304, 4, 1u << 19); /* ISACTIVER */
	assert_int_equal(fake_state(51), 0);	    /* needs no list register */
	fake_on(1);
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 1u << 19);
	fake_write(FAKE_GICD + 0x384, 4, 1u << 19); /* ICACTIVER */
	fake_serve(0);
	fake_on(0);
	assert_int_equal(fake_state(51), 0);
}

static void state_on_another_core_is_fresh_at_the_second_look(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_set_edge(50);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	fake_acknowledge();
	fake_on(1);
	fake_read(FAKE_GICD + 0x304, 4);
	fake_serve(0);
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 1u << 18);
	fake_on(0);
	fake_end(50);
	fake_on(1);
	fake_read(FAKE_GICD + 0x304, 4);
	fake_serve(0);
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 0);
}

/* It is in a list register still, unless another interrupt has made the core look: nothing of that keeps a vCPU asleep. */
static void ended_interrupt_that_comes_again_wakes_a_vcpu_that_waits(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	for (unsigned version = 2; version <= 3; version++) {
		fake_start(version, 4);
		fake_guest_init();
		for (unsigned times = 0; times < 3; times++) {
			fake_on(1);
			fake_kicks[0] = 0;
			fake_tell(version == 2 ? vgic_sgir(fake_vcpu(1), 1u << 16 | 3)
					       : vgic_sgi1r(fake_vcpu(1), 3u << 24 | 1));
			assert_int_equal(fake_kicks[0], 1);
			fake_on(0);
			assert_true(vgic_pending(v));
			fake_cpu->loaded = v;
			if (times)
				fake_tell(vgic_load(v));
			fake_serve(0);
			assert_false(vgic_quiet(v));
			assert_int_equal(fake_acknowledge(), 3);
			assert_true(fake_end(3));
			assert_true(vgic_quiet(v));
			assert_false(vgic_pending(v));
			fake_tell(vgic_save(v));
			fake_cpu->loaded = NULL;
			assert_false(vgic_pending(v));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(priority_of_what_is_pending_changes),
	    cmocka_unit_test(rerouted_while_active_it_goes_to_its_new_target),
	    cmocka_unit_test(activated_after_its_first_delivery_it_doesnt_come),
	    cmocka_unit_test(lost_line_of_a_device_is_seen),
	    cmocka_unit_test(level_comes_again_while_the_line_is_high),
	    cmocka_unit_test(level_that_drops_before_it_is_acknowledged_goes_away),
	    cmocka_unit_test(line_that_rises_during_an_active_edge_is_seen_at_its_end),
	    cmocka_unit_test(disabled_while_pending_is_taken_back),
	    cmocka_unit_test(pending_moves_to_a_new_target),
	    cmocka_unit_test(cleared_by_another_core_leaves_the_list_register),
	    cmocka_unit_test(state_on_another_core_is_fresh_at_the_second_look),
	    cmocka_unit_test(ended_interrupt_that_comes_again_wakes_a_vcpu_that_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
