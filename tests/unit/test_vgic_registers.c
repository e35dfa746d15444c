/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: vgic/vgic.c vgic/lists.c vgic/waiting.c vgic/spill.c vgic/sources.c vgic/hardware.c vgic/inject.c vgic/reset.c vgic/bank_registers.c vgic/distributor.c vgic/redistributor.c vgic/sgi.c ../tests/unit/fake/fake_gic.c */
/* Every register of the virtual interrupt controllers, as a guest sees it. Every access has a defined result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include "fake/fake_gic.h"

#define D	  FAKE_GICD
#define R	  FAKE_GICR
#define SGI_FRAME 0x10000
#define STRIDE	  0x20000
#define UNCLAIMED (~0ull)

static void gicv3_identifies_itself(void **state)
{
	(void)state;
	fake_start(3, 4);
	/* 64 SPIs, INTIDs of 10 bits, Aff3 valid, no 1-of-N. */
	assert_int_equal(vgic_typer(fake_cpu->current->vm), 2 | 9 << 19 | 1 << 24 | 1 << 25);
	assert_int_equal(fake_read(D + 0xffe8, 4) >> 4 & 15, 3);
	assert_int_equal(fake_read(D, 4), 1 << 4 | 1 << 6);
	fake_write(D, 4, ~0u);
	assert_int_equal(fake_read(D, 4), 3 | 1 << 4 | 1 << 6); /* RWP reads as 0 */
	assert_int_equal(fake_read(R + 8, 8), 0);
	assert_int_equal(fake_read(R + STRIDE + 8, 8), 1ull << 32 | 1 << 8 | 1 << 4);
	assert_int_equal(fake_read(R + STRIDE + 12, 4), 1);
	assert_int_equal(fake_read(R + 0xffe8, 4) >> 4 & 15, 3);
	assert_int_equal(fake_read(R + 0x14, 4), 6);
	fake_write(R + 0x14, 4, 0);
	assert_int_equal(fake_read(R + 0x14, 4), 0);
	assert_true(fake_read(R + 2 * STRIDE, 4) == UNCLAIMED);
	assert_true(fake_read(D + 0x10000, 4) == UNCLAIMED);
}

static void gicv2_identifies_itself(void **state)
{
	(void)state;
	fake_start(2, 4);
	assert_int_equal(vgic_typer(fake_cpu->current->vm), 2 | 1 << 5);
	assert_int_equal(fake_read(D + 0xfe8, 4) >> 4 & 15, 2);
	assert_int_equal(fake_read(D, 4), 0);
	assert_true(fake_read(D + 0x1000, 4) == UNCLAIMED);
	assert_true(fake_read(R, 4) == UNCLAIMED);
}

static void enable_bits_are_set_and_cleared(void **state)
{
	(void)state;
	fake_start(3, 4);
	fake_write(D + 0x104, 4, 0xf0f0);
	fake_write(D + 0x184, 4, 0x00f0);
	assert_int_equal(fake_read(D + 0x104, 4), 0xf000);
	assert_int_equal(fake_read(D + 0x184, 4), 0xf000);
	/* Private interrupts are the redistributor's, and there are no more than 64 SPIs. */
	fake_write(D + 0x100, 4, ~0u);
	fake_write(D + 0x10c, 4, ~0u);
	assert_int_equal(fake_read(D + 0x100, 4), 0);
	assert_int_equal(fake_read(D + 0x10c, 4), 0);
	fake_write(R + STRIDE + SGI_FRAME + 0x100, 4, 0x8000001);
	assert_int_equal(fake_read(R + STRIDE + SGI_FRAME + 0x180, 4), 0x8000001);
	assert_int_equal(fake_read(R + SGI_FRAME + 0x180, 4), 0);
	fake_write(R + SGI_FRAME + 0x104, 4, ~0u);
	assert_int_equal(fake_read(R + SGI_FRAME + 0x104, 4), 0);
}

static void gicv2_private_registers_are_banked(void **state)
{
	(void)state;
	fake_start(2, 4);
	fake_write(D + 0x100, 4, 1u << 27);
	fake_write(D + 0x180, 4, 0xffff);
	assert_int_equal(fake_read(D + 0x100, 4), 0xffff | 1u << 27); /* SGIs stay enabled */
	assert_int_equal(fake_read(D + 0x800, 4), 0x01010101);
	fake_on(1);
	assert_int_equal(fake_read(D + 0x100, 4), 0xffff);
	assert_int_equal(fake_read(D + 0x81c, 4), 0x02020202);
	assert_int_equal(fake_read(D + 0x81f, 1), 2);
}

static void priorities_have_five_bits_and_byte_access(void **state)
{
	(void)state;
	fake_start(3, 4);
	fake_write(D + 0x428, 4, 0x112233ff);
	assert_int_equal(fake_read(D + 0x428, 4), 0x102030f8);
	fake_write(D + 0x42a, 1, 0x87);
	assert_int_equal(fake_read(D + 0x42a, 1), 0x80);
	assert_int_equal(fake_read(D + 0x428, 4), 0x108030f8);
	fake_write(D + 0x428, 2, 0); /* no such access */
	assert_int_equal(fake_read(D + 0x428, 4), 0x108030f8);
	assert_int_equal(fake_read(D + 0x428, 8), 0);
	fake_write(R + SGI_FRAME + 0x41c, 4, 0x40404040);
	assert_int_equal(fake_read(R + SGI_FRAME + 0x41f, 1), 0x40);
	assert_int_equal(fake_read(D + 0x41c, 4), 0);
}

static void configuration_of_sgis_is_fixed(void **state)
{
	(void)state;
	fake_start(3, 4);
	fake_write(R + SGI_FRAME + 0xc00, 4, 0);
	assert_int_equal(fake_read(R + SGI_FRAME + 0xc00, 4), 0xaaaaaaaa);
	fake_write(R + SGI_FRAME + 0xc04, 4, 0x3);
	assert_int_equal(fake_read(R + SGI_FRAME + 0xc04, 4), 0x2);
	fake_write(D + 0xc0c, 4, ~0u);
	assert_int_equal(fake_read(D + 0xc0c, 4), 0xaaaaaaaa);
	assert_int_equal(fake_read(D + 0xc08, 4), 0);
	fake_write(D + 0xc00, 4, 0);
	assert_int_equal(fake_read(D + 0xc00, 4), 0);
}

static void routes_may_be_accessed_by_halves(void **state)
{
	uint64_t route = D + 0x6000 + 8 * 35;

	(void)state;
	fake_start(3, 4);
	fake_write(route, 4, 1);
	assert_int_equal(fake_read(route, 8), 1);
	fake_write(route + 4, 4, 0xff); /* an Aff3 that no vCPU has */
	assert_int_equal(fake_read(route, 8), 0);
	assert_int_equal(vgic_bank_at(fake_vcpu(0), 1)->target[3], VGIC_NO_VCPU);
	fake_write(route, 8, 1ull << 31 | 1); /* interrupt routing mode isn't implemented */
	assert_int_equal(fake_read(route, 8), 1);
	assert_int_equal(fake_read(D + 0x6000 + 8 * 31, 8), 0);
	assert_int_equal(fake_read(D + 0x6000 + 8 * 96, 8), 0);
}

static void gicv2_targets_are_masks_of_vcpus(void **state)
{
	(void)state;
	fake_start(2, 4);
	fake_guest_init();
	fake_write(D + 0x828, 4, 0x0302ff00);
	assert_int_equal(fake_read(D + 0x828, 4), 0x03020300);
	fake_write(D + 0x82b, 1, 2);
	assert_int_equal(fake_read(D + 0x828, 4), 0x02020300);
	fake_tell(vgic_inject(fake_vcpu(0), 40, true)); /* no target */
	fake_tell(vgic_inject(fake_vcpu(0), 41, true)); /* both targets: the first one counts */
	fake_tell(vgic_inject(fake_vcpu(0), 42, true));
	assert_int_equal(fake_acknowledge(), 41);
	assert_int_equal(fake_acknowledge(), 1023);
	fake_serve(1);
	fake_on(1);
	assert_int_equal(fake_acknowledge(), 42);
	fake_write(D + 0x800, 4, 0);
	assert_int_equal(fake_read(D + 0x800, 4), 0x02020202);
}

static void gicv2_sgis_are_pending_by_source(void **state)
{
	(void)state;
	fake_start(2, 4);
	fake_write(D + 0xf20, 4, 0x0102);
	assert_int_equal(fake_read(D + 0xf10, 4), 0x0102);
	assert_int_equal(fake_read(D + 0x200, 4), 3);
	fake_write(D + 0x280, 4, 3); /* ICPENDR doesn't clear an SGI */
	assert_int_equal(fake_read(D + 0x200, 4), 3);
	fake_write(D + 0xf10, 1, 2);
	assert_int_equal(fake_read(D + 0xf21, 1), 1);
	assert_int_equal(fake_read(D + 0x200, 4), 2);
	fake_write(D + 0xf1f, 4, ~0u); /* unaligned */
}

/* Reads and writes each address with each size, under sanitizers. Afterwards the controller must still work. */
static void any_access_has_an_answer(void **state)
{
	static const uint8_t sizes[] = {1, 2, 4, 8};

	(void)state;
	for (unsigned version = 2; version <= 3; version++) {
		fake_start(version, 4);
		fake_guest_init();
		srand(version);
		for (unsigned i = 0; i < 400000; i++) {
			uint8_t size = sizes[rand() % 4];
			uint64_t offset = (uint64_t)rand() % (rand() & 1 ? 0x1100 : 0x10010);
			uint64_t base = rand() & 1 ? D : R + (uint64_t)(rand() % 5) * 0x10000;
			uint64_t value =
			    (uint64_t)rand() << 33 ^ (uint64_t)rand() << 11 ^ (uint64_t)rand();

			fake_on((unsigned)rand() % FAKE_CPUS);
			if (rand() & 1)
				fake_write(base + offset, size, value);
			else if (size < 8 && (value = fake_read(base + offset, size)) != UNCLAIMED)
				assert_true(value >> 8 * size == 0);
			else
				fake_read(base + offset, 8);
			if (version == 3)
				fake_tell(vgic_sgi1r(fake_cpu->current, value));
			fake_tell(
			    vgic_inject(fake_cpu->current, (uint32_t)rand() % 128, rand() & 1));
			if (rand() & 1)
				fake_end(fake_acknowledge());
			fake_serve((unsigned)rand() % FAKE_CPUS);
			if (fake_maintenance())
				fake_tell(vgic_flush(fake_cpu->loaded));
		}
		for (unsigned cpu = 0; cpu < FAKE_CPUS; cpu++) {
			struct vgic_vcpu *g = &fake_vcpu(cpu)->vgic;
			uint32_t slots = 0;

			fake_on(cpu);
			fake_serve(cpu);
			fake_tell(vgic_flush(fake_vcpu(cpu)));
			for (unsigned n = 0; n < GIC_LR_MAX; n++) {
				uint64_t lr = fake_cores[cpu].lr[n];

				if (!(lr & ICH_LR_STATE))
					continue;
				slots |= 1u << n;
				assert_true(
				    vgic_bank_at(fake_vcpu(cpu), ICH_LR_VINTID(lr) / 32)->listed >>
					ICH_LR_VINTID(lr) % 32 &
				    1);
				assert_int_equal(ICH_LR_VINTID(lr),
						 ICH_LR_VINTID(g->interface.lr[n]));
			}
			assert_int_equal(slots, g->interface.used);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gicv3_identifies_itself),
	    cmocka_unit_test(gicv2_identifies_itself),
	    cmocka_unit_test(enable_bits_are_set_and_cleared),
	    cmocka_unit_test(gicv2_private_registers_are_banked),
	    cmocka_unit_test(priorities_have_five_bits_and_byte_access),
	    cmocka_unit_test(configuration_of_sgis_is_fixed),
	    cmocka_unit_test(routes_may_be_accessed_by_halves),
	    cmocka_unit_test(gicv2_targets_are_masks_of_vcpus),
	    cmocka_unit_test(gicv2_sgis_are_pending_by_source),
	    cmocka_unit_test(any_access_has_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
