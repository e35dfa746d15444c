/* SPDX-License-Identifier: BSD-3-Clause */
#include "diagnostics.h"
#include "host.h"
#include "test.h"

static const char *const names[] = {"priority", "period-us", "budget-us", "memory", "e"};

static const char *guess(const char *name)
{
	return diag_suggest(name, names, COUNT_OF(names), sizeof(*names));
}

static void one_letter_wrong(void **state)
{
	(void)state;
	assert_string_equal(guess("priorty"), "priority");
	assert_string_equal(guess("prioritty"), "priority");
	assert_string_equal(guess("prjority"), "priority");
}

static void the_nearest_is_meant(void **state)
{
	(void)state;
	assert_string_equal(guess("budget-ms"), "budget-us");
	assert_string_equal(guess("period-ms"), "period-us");
}

static void nothing_is_like_it(void **state)
{
	(void)state;
	assert_null(guess("colour"));
	assert_null(guess("mxmxrx"));
	/* A name of one letter resembles every other one. */
	assert_null(guess("x"));
}

static void messages_name_file_node_and_property(void **state)
{
	(void)state;
	diag_begin("a.dts");
	diag_error("/vms/a", "memory", "%d is wrong", 5);
	diag_error(NULL, NULL, "nothing works");
	assert_int_equal(diag_count(), 2);
	assert_string_equal(diag_text(),
			    "a.dts: /vms/a: memory: 5 is wrong\na.dts: nothing works\n");
	diag_begin("b.dts");
	assert_int_equal(diag_count(), 0);
	assert_string_equal(diag_text(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_letter_wrong),
	    cmocka_unit_test(the_nearest_is_meant),
	    cmocka_unit_test(nothing_is_like_it),
	    cmocka_unit_test(messages_name_file_node_and_property),
	};

	return cmocka_run_group_tests_name("diagnostics", tests, NULL, NULL) != 0;
}
