/* SPDX-License-Identifier: BSD-3-Clause */
#include "free_memory.h"
#include "test.h"

static const struct bulkhead_range two_banks[] = {{0x80000000, 0x10000000},
						  {0x40000000, 0x10000000}};

static void lowest_fit_first(void **state)
{
	struct free_memory p;
	uint64_t base;

	(void)state;
	free_memory_begin(&p, two_banks, 2);
	assert_true(free_memory_find(&p, 0, PAGE, PAGE, 0, &base));
	assert_int_equal(base, 0x40000000);
	assert_true(free_memory_find(&p, 0, MIB(2), MIB(2), 0, &base));
	assert_int_equal(base, 0x40200000);
	/* A piece that fits uses the hole before the first one. */
	assert_true(free_memory_find(&p, 0, PAGE, PAGE, 0, &base));
	assert_int_equal(base, 0x40001000);
}

static void offset_of_alignment(void **state)
{
	struct free_memory p;
	uint64_t base;

	(void)state;
	free_memory_begin(&p, two_banks, 2);
	assert_true(free_memory_find(&p, 0, PAGE, MIB(2), 0x5000, &base));
	assert_int_equal(base % MIB(2), 0x5000);
}

static void no_room(void **state)
{
	struct free_memory p;
	uint64_t base;

	(void)state;
	free_memory_begin(&p, two_banks, 2);
	assert_false(free_memory_find(&p, 0, 0x10001000, PAGE, 0, &base));
	assert_true(free_memory_find(&p, 0, 0x10000000, PAGE, 0, &base));
	assert_true(free_memory_find(&p, 0, 0x10000000, PAGE, 0, &base));
	assert_int_equal(base, 0x80000000);
	assert_false(free_memory_find(&p, 0, PAGE, PAGE, 0, &base));
}

static void from_an_address_on(void **state)
{
	struct free_memory p;
	uint64_t base;

	(void)state;
	free_memory_begin(&p, two_banks, 2);
	assert_true(free_memory_find(&p, 0x44001000, MIB(2), MIB(2), 0x1000, &base));
	assert_int_equal(base, 0x44001000);
	assert_true(free_memory_find(&p, 0x44001000, MIB(2), MIB(2), 0, &base));
	assert_int_equal(base, 0x44400000);
	assert_true(free_memory_find(&p, 0x44001000, 0x10000000, PAGE, 0, &base));
	assert_int_equal(base, 0x80000000); /* the rest of the first bank is too small */
	assert_false(free_memory_find(&p, 0x90000000, PAGE, PAGE, 0, &base));
}

static void taken_once(void **state)
{
	struct free_memory p;

	(void)state;
	free_memory_begin(&p, two_banks, 2);
	assert_true(free_memory_take(&p, 0x44000000, MIB(1)));
	assert_false(free_memory_take(&p, 0x44000000, MIB(1)));
	assert_false(free_memory_take(&p, 0x440ff000, MIB(1)));
	assert_false(free_memory_take(&p, 0x4ffff000, MIB(1)));
	assert_false(free_memory_take(&p, 0x10000000, PAGE));
}

/* Of many random pieces, none overlaps another, and all lie in the banks. */
static void pieces_are_disjoint(void **state)
{
	static struct bulkhead_range pieces[500];
	struct free_memory p;
	uint32_t seed = 1;
	size_t count = 0;

	(void)state;
	free_memory_begin(&p, two_banks, 2);
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		uint64_t size, alignment;

		seed = seed * 1664525 + 1013904223;
		size = ((seed >> 8) % 300 + 1) * PAGE;
		alignment = PAGE << (seed >> 20) % 10;
		if (!free_memory_find(&p, 0, size, alignment, 0, &pieces[count].base))
			continue;
		assert_int_equal(pieces[count].base % alignment, 0);
		pieces[count++].size = size;
	}
	assert_true(count > 100);
	for (size_t i = 0; i < count; i++) {
		uint64_t end = pieces[i].base + pieces[i].size;

		assert_true((pieces[i].base >= 0x40000000 && end <= 0x50000000) ||
			    (pieces[i].base >= 0x80000000 && end <= 0x90000000));
		for (size_t n = 0; n < i; n++)
			assert_true(pieces[i].base >= pieces[n].base + pieces[n].size ||
				    end <= pieces[n].base);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lowest_fit_first), cmocka_unit_test(offset_of_alignment),
	    cmocka_unit_test(no_room),		cmocka_unit_test(from_an_address_on),
	    cmocka_unit_test(taken_once),	cmocka_unit_test(pieces_are_disjoint),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL) != 0;
}
