/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <arm/sbsa_gwdt.h>
#include "../gwdt.h"

#define REFRESH GWDT_FRAME_SIZE

static struct gwdt w;

static int begin(void **state)
{
	(void)state;
	w = (struct gwdt){0};
	return 0;
}

static void it_is_off_at_first(void **state)
{
	(void)state;
	assert_int_equal(gwdt_left(&w, 5), GWDT_NEVER);
	gwdt_write(&w, GWDT_WOR, 4, 100, 5);
	assert_int_equal(gwdt_left(&w, 5000), GWDT_NEVER);
}

static void it_ends_after_twice_its_offset(void **state)
{
	(void)state;
	gwdt_write(&w, GWDT_WOR, 4, 100, 1000);
	gwdt_write(&w, GWDT_WCS, 4, GWDT_WCS_EN, 2000);
	assert_int_equal(w.compare, 2100);
	assert_int_equal(gwdt_left(&w, 2000), 200);
	assert_int_equal(gwdt_left(&w, 2199), 1);
	assert_int_equal(gwdt_left(&w, 2200), 0);
	assert_int_equal(gwdt_left(&w, 3000), 0);
	gwdt_write(&w, REFRESH, 4, 0, 3000);
	assert_int_equal(gwdt_left(&w, 3000), 200);
	gwdt_write(&w, GWDT_WCS, 4, 0, 3100);
	assert_int_equal(gwdt_left(&w, 9000), GWDT_NEVER);
}

static void the_offset_has_48_bits(void **state)
{
	(void)state;
	gwdt_write(&w, GWDT_WOR + 4, 4, 0xfffffff1, 0);
	gwdt_write(&w, GWDT_WOR, 4, 7, 0);
	assert_int_equal(w.offset, 0xfff100000007);
	gwdt_write(&w, GWDT_WOR, 8, 0x1234567890abcdef, 0);
	assert_int_equal(w.offset, 0x567890abcdef);
}

static void the_next_life_learns_why(void **state)
{
	(void)state;
	gwdt_write(&w, GWDT_WOR, 4, 100, 0);
	gwdt_write(&w, GWDT_WCS, 4, GWDT_WCS_EN, 0);
	gwdt_reset(&w, 200);
	assert_int_equal(w.status, GWDT_WCS_WS0 | GWDT_WCS_WS1);
	assert_int_equal(gwdt_left(&w, 300), GWDT_NEVER);
	gwdt_write(&w, GWDT_WCS, 4, GWDT_WCS_EN | GWDT_WCS_WS1, 300);
	assert_int_equal(w.status, GWDT_WCS_EN);
	gwdt_reset(&w, 299); /* the client ends by itself */
	assert_int_equal(w.status, 0);
}

/* Whatever is written, only the client's own life ends, and the time doesn't wrap round. */
static void no_write_breaks_it(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 1000000; i++) {
		uint64_t value = (uint64_t)rand() << 32 ^ (uint64_t)rand() << 16 ^ (uint64_t)rand(),
			 left;

		gwdt_write(&w, (rand() % 4 ? 0 : REFRESH) + (uint32_t)rand() % 32, 1u << rand() % 4,
			   rand() % 4 ? value : ~0ull, i);
		left = gwdt_left(&w, i);
		assert_true(left <= GWDT_NEVER + GWDT_WOR_MAX);
		assert_int_equal(w.status & ~GWDT_WCS_EN, 0);
		assert_true(w.offset <= GWDT_WOR_MAX);
		if (left < GWDT_NEVER)
			assert_true(w.status & GWDT_WCS_EN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(it_is_off_at_first, begin),
	    cmocka_unit_test_setup(it_ends_after_twice_its_offset, begin),
	    cmocka_unit_test_setup(the_offset_has_48_bits, begin),
	    cmocka_unit_test_setup(the_next_life_learns_why, begin),
	    cmocka_unit_test_setup(no_write_breaks_it, begin),
	};
	return cmocka_run_group_tests_name("sbsa-gwdt", tests, NULL, NULL);
}
