/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: vgic/vgic.c vgic/lists.c vgic/waiting.c vgic/spill.c vgic/sources.c vgic/hardware.c vgic/inject.c vgic/reset.c vgic/bank_registers.c vgic/distributor.c vgic/redistributor.c vgic/sgi.c ../tests/unit/fake/fake_gic.c */
/* The content of the list registers: no interrupt is lost, none comes twice, and those of the highest priority come first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include "fake/fake_gic.h"

static void self_sgi_needs_one_list_register_write(void **state)
{
	unsigned before;

	(void)state;
	fake_start_guest(4);
	before = fake_cores[0].lr_writes;
	fake_tell(vgic_sgi1r(fake_vcpu(0), 3u << 24 | 1));
	assert_int_equal(fake_cores[0].lr_writes, before + 1);
	assert_int_equal(fake_acknowledge(), 3);
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	assert_true(fake_end(3));
	fake_tell(vgic_sgi1r(fake_vcpu(0), 3u << 24 | 1));
	assert_int_equal(fake_acknowledge(), 3);
}

static void sgi_while_it_is_active_comes_again(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_tell(vgic_sgi1r(fake_vcpu(0), 3u << 24 | 1));
	fake_acknowledge();
	fake_tell(vgic_sgi1r(fake_vcpu(0), 3u << 24 | 1));
	assert_int_equal(fake_state(3), 3);
	fake_end(3);
	assert_int_equal(fake_acknowledge(), 3);
	fake_end(3);
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
}

static void sgi_to_another_core_kicks_it(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_kicks[1] = 0;
	fake_tell(vgic_sgi1r(fake_vcpu(0), 5u << 24 | 2));
	assert_int_equal(fake_kicks[1], 1);
	assert_int_equal(fake_state(5), 0);
	fake_serve(1);
	fake_on(1);
	assert_int_equal(fake_acknowledge(), 5);
	/* An SGI to all vCPUs but the sender. */
	fake_tell(vgic_sgi1r(fake_vcpu(1), 1ull << 40 | 6u << 24));
	assert_int_equal(fake_state(6), 0);
	fake_serve(0);
	fake_on(0);
	assert_int_equal(fake_acknowledge(), 6);
	/* An SGI to a cluster that doesn't exist. */
	fake_tell(vgic_sgi1r(fake_vcpu(0), 1ull << 16 | 7u << 24 | 3));
	assert_int_equal(fake_state(7), 0);
}

/* Four that are more urgent take all list registers from others: not at once, since interrupts are masked meanwhile. */
static void list_registers_are_taken_from_others_in_pieces(void **state)
{
	unsigned looks = 0;

	(void)state;
	fake_start_guest(4);
	for (unsigned i = 0; i < 8; i++) {
		fake_set_edge(32 + i);
		fake_write(FAKE_GICD + 0x420 + i, 1, i < 4 ? 0xa0 : 0x50);
	}
	fake_write(FAKE_GICD + 0x204, 4, 0x0f);
	assert_false(fake_cores[0].hcr & ICH_HCR_VGRP1EIE);
	for (fake_write(FAKE_GICD + 0x204, 4, 0xf0); fake_cores[0].hcr & ICH_HCR_VGRP1EIE; looks++)
		fake_tell(vgic_flush(fake_vcpu(0)));
	assert_in_range(looks, 1, 4);
	for (unsigned i = 4; i < 8; i++) {
		assert_int_equal(fake_acknowledge(), 32 + i);
		assert_true(fake_end(32 + i));
	}
}

static void more_interrupts_than_list_registers_come_by_priority(void **state)
{
	(void)state;
	fake_start_guest(2);
	for (unsigned i = 0; i < 8; i++) {
		fake_set_edge(32 + i);
		fake_write(FAKE_GICD + 0x420 + i, 1, (7 - i) << 4); /* later ones are more urgent */
		fake_tell(vgic_inject(fake_vcpu(0), 32 + i, true));
	}
	assert_true(fake_cores[0].hcr & ICH_HCR_NPIE);
	for (unsigned i = 8; i-- > 0;) {
		assert_int_equal(fake_acknowledge(), 32 + i);
		assert_true(fake_end(32 + i));
		if (fake_maintenance())
			fake_tell(vgic_flush(fake_vcpu(0)));
	}
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	assert_false(fake_maintenance());
}

/* Ten nested interrupts in two list registers: spilled interrupts end by the count of ends. */
static void active_interrupts_give_their_list_registers_up(void **state)
{
	(void)state;
	fake_start_guest(2);
	for (unsigned i = 0; i < 10; i++) {
		fake_set_edge(32 + i);
		fake_write(FAKE_GICD + 0x420 + i, 1,
			   0xf0 - i * 0x10); /* later ones are more urgent */
	}
	for (unsigned i = 0; i < 10; i++) {
		fake_tell(vgic_inject(fake_vcpu(0), 32 + i, true));
		assert_int_equal(fake_acknowledge(), 32 + i);
	}
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 0x3ff);
	for (unsigned i = 10; i-- > 0;) {
		assert_int_equal(fake_end(32 + i), i >= 8);
		if (fake_maintenance())
			fake_tell(vgic_flush(fake_vcpu(0)));
		assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), (1u << i) - 1);
	}
	assert_int_equal(fake_vcpu(0)->vgic.spilled_levels, 0);
	assert_false(fake_maintenance());
}

/* The count isn't lost if the vCPU is preempted before its core sees the maintenance interrupt. */
static void end_of_a_spilled_interrupt_survives_a_switch(void **state)
{
	(void)state;
	fake_start_guest(1);
	fake_set_edge(32);
	fake_set_edge(33);
	fake_write(FAKE_GICD + 0x420, 1, 0x80);
	fake_tell(vgic_inject(fake_vcpu(0), 32, true));
	assert_int_equal(fake_acknowledge(), 32);
	fake_tell(vgic_inject(fake_vcpu(0), 33, true));
	assert_int_equal(fake_acknowledge(), 33);
	assert_true(fake_end(33));
	assert_false(fake_end(32));
	fake_tell(vgic_save(fake_vcpu(0)));
	fake_tell(vgic_load(fake_vcpu(0)));
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 0);
	fake_tell(vgic_inject(fake_vcpu(0), 32, true));
	assert_int_equal(fake_acknowledge(), 32);
}

/* EOImode 1: interrupts are deactivated by their numbers, in any order, by any vCPU. */
static void spilled_interrupts_are_deactivated_by_name(void **state)
{
	(void)state;
	fake_start_guest(2);
	fake_cores[0].vmcr = fake_cores[1].vmcr = ICH_VMCR_EOIM;
	for (unsigned i = 0; i < 6; i++)
		fake_set_edge(32 + i);
	for (unsigned i = 0; i < 6; i++) {
		fake_tell(vgic_inject(fake_vcpu(0), 32 + i, true));
		assert_int_equal(fake_acknowledge(), 32 + i);
	}
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 0x3f);
	fake_tell(vgic_dir(fake_vcpu(0), 34));
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 0x3b);
	fake_tell(vgic_dir(fake_vcpu(0), 37));
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 0x1b);
	fake_on(1);
	fake_tell(vgic_dir(fake_vcpu(1), 36));
	fake_tell(vgic_dir(fake_vcpu(1), 32));
	fake_serve(0);
	assert_int_equal(fake_read(FAKE_GICD + 0x304, 4), 0x0a);
	fake_on(0);
	fake_tell(vgic_inject(fake_vcpu(0), 34, true));
	assert_int_equal(fake_acknowledge(), 34);
}

/* A linked interrupt that was spilled stays active in the physical controller until its end. */
static void spilled_linked_interrupt_is_deactivated_at_its_end(void **state)
{
	(void)state;
	fake_start_guest(1);
	fake_set_edge(33);
	fake_write(FAKE_GICD + 0x400 + FAKE_HW_VIRQ, 1, 0x80);
	fake_active[FAKE_HW_INTID] = 1;
	fake_tell(vgic_inject_hw(fake_vcpu(0), FAKE_HW_VIRQ, FAKE_HW_INTID));
	assert_int_equal(fake_acknowledge(), FAKE_HW_VIRQ);
	fake_tell(vgic_inject(fake_vcpu(0), 33, true));
	assert_int_equal(fake_acknowledge(), 33);
	assert_true(fake_active[FAKE_HW_INTID]);
	assert_true(fake_end(33));
	assert_false(fake_end(FAKE_HW_VIRQ));
	assert_true(fake_maintenance());
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_false(fake_active[FAKE_HW_INTID]);
}

static void nothing_comes_while_its_group_is_off(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_set_edge(50);
	fake_write(FAKE_GICD, 4, 1);
	fake_tell(vgic_inject(fake_vcpu(0), 50, true));
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	assert_false(vgic_pending(fake_vcpu(0)));
	fake_write(FAKE_GICD, 4, 3);
	assert_int_equal(fake_acknowledge(), 50);
}

static void reset_gives_back_what_a_stopped_vcpu_held(void **state)
{
	struct vcpu *v = fake_vcpu(0);

	(void)state;
	fake_start_guest(4);
	fake_active[FAKE_HW_INTID] = 1;
	fake_tell(vgic_inject_hw(v, FAKE_HW_VIRQ, FAKE_HW_INTID));
	fake_acknowledge();
	fake_active[FAKE_HW_EDGE_INTID] = 1;
	fake_tell(vgic_inject_hw(v, FAKE_HW_EDGE_VIRQ, FAKE_HW_EDGE_INTID));
	fake_tell(vgic_save(v));
	v->cpu->loaded = NULL;
	vgic_vcpu_reset(v);
	assert_false(fake_active[FAKE_HW_INTID]);
	v->cpu->loaded = v;
	fake_tell(vgic_load(v));
	assert_int_equal(fake_acknowledge(), FAKE_HW_EDGE_VIRQ);
	fake_end(FAKE_HW_EDGE_VIRQ);
	assert_false(fake_active[FAKE_HW_EDGE_INTID]);
}

static void gicv2_sgi_comes_once_from_each_source(void **state)
{
	(void)state;
	fake_start(2, 4);
	fake_guest_init();
	fake_write(FAKE_GICD + 0xf00, 4, 1u << 16 | 4);
	fake_on(1);
	fake_write(FAKE_GICD + 0xf00, 4, 1u << 16 | 4);
	fake_serve(0);
	fake_on(0);
	assert_int_equal(fake_acknowledge(), 4);
	fake_end(4);
	assert_true(fake_maintenance());
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), 4);
	fake_end(4);
	assert_false(fake_maintenance());
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), FAKE_NONE);
	/* Both sources send before one of them is in a list register. */
	fake_write(FAKE_GICD + 0xf24, 4, 3);
	assert_int_equal(fake_acknowledge(), 4);
	fake_end(4);
	assert_true(fake_maintenance());
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_acknowledge(), 4);
}

static void the_least_urgent_gives_way(void **state)
{
	static const uint8_t priority[] = {0x80, 0xc0, 0xa0, 0x40};

	(void)state;
	fake_start_guest(3);
	for (unsigned i = 0; i < 4; i++) {
		fake_set_edge(32 + i);
		fake_write(FAKE_GICD + 0x420 + i, 1, priority[i]);
		fake_tell(vgic_inject(fake_vcpu(0), 32 + i, true));
	}
	assert_int_equal(fake_state(33), 0);
	assert_int_equal(fake_acknowledge(), 35);
	assert_int_equal(fake_acknowledge(), 32);
	assert_int_equal(fake_acknowledge(), 34);
}

/* The other core saw that no list register has the interrupt, while this core put it into one without the lock. */
static void sgi_that_crosses_a_listing_isnt_forgotten(void **state)
{
	(void)state;
	fake_start_guest(4);
	fake_tell(vgic_sgi1r(fake_vcpu(0), 3u << 24 | 1));
	fake_acknowledge();
	fake_vcpu(0)->vgic.private.pending |= 1u << 3;
	fake_tell(vgic_flush(fake_vcpu(0)));
	assert_int_equal(fake_state(3), 3);
}

/*
 * Random SPIs of both vCPUs get edges, while the guests acknowledge, end, mask and migrate interrupts. Each edge must cause its
 * interrupt, at most once; at the end all interrupts must be idle.
 */
static void random_traffic_loses_nothing(void **state)
{
	unsigned edges[FAKE_SPIS] = {0}, raised[FAKE_SPIS] = {0}, taken[FAKE_SPIS] = {0};

	(void)state;
	srand(1);
	fake_start_guest(3);
	for (unsigned i = 0; i < FAKE_SPIS; i++) {
		fake_set_edge(32 + i);
		fake_write(FAKE_GICD + 0x420 + i, 1, (uint64_t)(rand() & 0xf0));
	}
	for (unsigned step = 0; step < 200000; step++) {
		unsigned i = (unsigned)rand() % FAKE_SPIS, cpu = (unsigned)rand() % FAKE_CPUS;
		uint32_t intid;

		fake_on(cpu);
		switch (rand() % 8) {
		case 0:
		case 1:
			raised[i] = 1;
			edges[i]++;
			fake_tell(vgic_inject(fake_vcpu(cpu), 32 + i, true));
			break;
		case 2:
			fake_write(FAKE_GICD + 0x6000 + 8 * (32 + i), 8,
				   (uint64_t)rand() % FAKE_CPUS);
			break;
		case 3:
			fake_write(FAKE_GICD + (rand() & 1 ? 0x104 : 0x184) + i / 32 * 4, 4,
				   1u << i % 32);
			break;
		case 4:
			fake_tell(vgic_save(fake_vcpu(cpu)));
			fake_tell(vgic_load(fake_vcpu(cpu)));
			break;
		default:
			intid = fake_acknowledge();
			if (intid == FAKE_NONE)
				break;
			raised[intid - 32] = 0;
			taken[intid - 32]++;
			assert_true(taken[intid - 32] <= edges[intid - 32]);
			if (rand() & 1)
				assert_true(fake_end(intid));
			else
				for (unsigned n = 0; n < GIC_LR_MAX; n++)
					if (fake_cores[cpu].lr[n] & ICH_LR_ACTIVE)
						fake_end(ICH_LR_VINTID(fake_cores[cpu].lr[n]));
			break;
		}
		fake_serve((unsigned)rand() % FAKE_CPUS);
		if (fake_maintenance())
			fake_tell(vgic_flush(fake_cpu->loaded));
	}
	fake_write(FAKE_GICD + 0x104, 4, ~0u);
	fake_write(FAKE_GICD + 0x108, 4, ~0u);
	for (unsigned step = 0; step < 1000; step++) {
		uint32_t intid;

		fake_on(step % FAKE_CPUS);
		fake_serve(step % FAKE_CPUS);
		for (unsigned n = 0; n < GIC_LR_MAX; n++)
			if (fake_cores[step % FAKE_CPUS].lr[n] & ICH_LR_ACTIVE)
				fake_end(ICH_LR_VINTID(fake_cores[step % FAKE_CPUS].lr[n]));
		intid = fake_acknowledge();
		if (intid != FAKE_NONE)
			raised[intid - 32] = 0;
		if (fake_maintenance())
			fake_tell(vgic_flush(fake_cpu->loaded));
	}
	for (unsigned i = 0; i < FAKE_SPIS; i++) {
		assert_false(raised[i]);
		assert_true(taken[i] > 100);
	}
	for (unsigned bank = 1; bank <= FAKE_SPIS / 32; bank++) {
		fake_serve(0);
		fake_serve(1);
		for (unsigned cpu = 0; cpu < FAKE_CPUS; cpu++) {
			fake_on(cpu);
			fake_tell(vgic_flush(fake_vcpu(cpu)));
			assert_int_equal(fake_vcpu(cpu)->vgic.interface.used, 0);
		}
		assert_int_equal(vgic_bank_at(fake_vcpu(0), bank)->listed, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(self_sgi_needs_one_list_register_write),
	    cmocka_unit_test(sgi_while_it_is_active_comes_again),
	    cmocka_unit_test(sgi_to_another_core_kicks_it),
	    cmocka_unit_test(list_registers_are_taken_from_others_in_pieces),
	    cmocka_unit_test(more_interrupts_than_list_registers_come_by_priority),
	    cmocka_unit_test(active_interrupts_give_their_list_registers_up),
	    cmocka_unit_test(end_of_a_spilled_interrupt_survives_a_switch),
	    cmocka_unit_test(spilled_interrupts_are_deactivated_by_name),
	    cmocka_unit_test(spilled_linked_interrupt_is_deactivated_at_its_end),
	    cmocka_unit_test(nothing_comes_while_its_group_is_off),
	    cmocka_unit_test(reset_gives_back_what_a_stopped_vcpu_held),
	    cmocka_unit_test(gicv2_sgi_comes_once_from_each_source),
	    cmocka_unit_test(the_least_urgent_gives_way),
	    cmocka_unit_test(sgi_that_crosses_a_listing_isnt_forgotten),
	    cmocka_unit_test(random_traffic_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
