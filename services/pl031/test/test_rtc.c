/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arm/pl031.h>
#include "../rtc.h"

static void a_driver_knows_it(void **state)
{
	static const uint32_t id[8] = {0x31, 0x10, 0x04, 0, 0x0d, 0xf0, 0x05, 0xb1};
	struct rtc rtc = {0};

	(void)state;
	for (uint32_t i = 0; i < 8; i++)
		assert_int_equal(rtc_read(&rtc, PL031_ID + i * 4, 7), id[i]);
	assert_int_equal(rtc_read(&rtc, PL031_CR, 7), PL031_CR_START);
}

static void what_is_set_counts_on(void **state)
{
	struct rtc rtc = {0};

	(void)state;
	assert_int_equal(rtc_read(&rtc, PL031_DR, 1000), 1000);
	rtc_write(&rtc, PL031_LR, 10, 1000); /* set back, behind the board's clock */
	assert_int_equal(rtc_read(&rtc, PL031_DR, 1000), 10);
	assert_int_equal(rtc_read(&rtc, PL031_DR, 1005), 15);
	rtc_write(&rtc, PL031_LR, 0xffffffff, 1005);
	assert_int_equal(rtc_read(&rtc, PL031_DR, 1006), 0); /* in 2106 */
}

static void there_is_no_alarm(void **state)
{
	struct rtc rtc = {0};

	(void)state;
	rtc_write(&rtc, PL031_MR, 5, 4);
	rtc_write(&rtc, PL031_IMSC, 0xff, 4);
	assert_int_equal(rtc_read(&rtc, PL031_MR, 5), 5);
	assert_int_equal(rtc_read(&rtc, PL031_IMSC, 5), PL031_INT);
	assert_int_equal(rtc_read(&rtc, PL031_RIS, 6), 0);
	assert_int_equal(rtc_read(&rtc, PL031_MIS, 6), 0);
}

static void other_writes_have_no_effect(void **state)
{
	struct rtc rtc = {3, 4, 1};

	(void)state;
	for (uint32_t offset = 0; offset < PL031_SIZE; offset += 4) {
		if (offset == PL031_LR || offset == PL031_MR || offset == PL031_IMSC)
			continue;
		rtc_write(&rtc, offset, 0, 100);
		assert_int_equal(rtc.ahead, 3);
		assert_int_equal(rtc.match, 4);
		assert_int_equal(rtc.mask, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_driver_knows_it),
	    cmocka_unit_test(what_is_set_counts_on),
	    cmocka_unit_test(there_is_no_alarm),
	    cmocka_unit_test(other_writes_have_no_effect),
	};
	return cmocka_run_group_tests_name("pl031", tests, NULL, NULL);
}
