/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "../eemi.h"

#define OWN	48u
#define OTHER	49u
#define COMMON	31u
#define IDS	EEMI_CALLS
#define NUMBERS 160u /* above the numbers of all clocks and domains */

/* A clock of the VM's own and a shared one, a reset and two power domains. */
static const struct {
	struct eemi_platform head;
	uint32_t clock[2], reset[1], node[2];
} configuration = {{2, 1, 2}, {OWN, COMMON | EEMI_SHARED}, {32}, {32, 40}};

static struct eemi_state state;
static struct eemi firmware = {.state = &state};
static uint32_t out[EEMI_RESULTS];

static int begin(void **unused)
{
	(void)unused;
	memset(&state, 0, sizeof(state));
	if (eemi_begin(&firmware, &configuration, sizeof(configuration)))
		return -1;
	eemi_settle(&firmware);
	return 0;
}

static bool ask(uint32_t id, uint32_t a, uint32_t b, uint32_t c)
{
	const uint32_t in[EEMI_ARGUMENTS] = {a, b, c};

	memset(out, 0, sizeof(out));
	return eemi_answer(&firmware, id, in, out);
}

static void what_was_set_is_read(void **unused)
{
	(void)unused;
	assert_true(ask(EEMI_CLOCK_DISABLE, OWN, 0, 0));
	assert_true(ask(EEMI_CLOCK_GETSTATE, OWN, 0, 0));
	assert_int_equal(out[1], 0);
	assert_true(ask(EEMI_CLOCK_ENABLE, OWN, 0, 0));
	assert_true(ask(EEMI_CLOCK_GETSTATE, OWN, 0, 0));
	assert_int_equal(out[1], 1);
	assert_true(ask(EEMI_CLOCK_SETDIVIDER, OWN, EEMI_DIVIDER_SAME | 3u << 16, 0));
	assert_true(ask(EEMI_CLOCK_SETDIVIDER, OWN, 4 | EEMI_DIVIDER_SAME << 16, 0));
	assert_true(ask(EEMI_CLOCK_GETDIVIDER, OWN, 0, 0));
	assert_int_equal(out[1], 4 | 3u << 16);
	assert_true(ask(EEMI_RESET_ASSERT, EEMI_RESET_FIRST + 32, EEMI_RESET_ASSERTS, 0));
	assert_true(ask(EEMI_RESET_GET_STATUS, EEMI_RESET_FIRST + 32, 0, 0));
	assert_int_equal(out[1], 1);
	assert_true(ask(EEMI_REQUEST_NODE, 40, 0, 0));
	assert_int_equal(state.on, 2);
	eemi_reset(&firmware);
	assert_true(ask(EEMI_CLOCK_GETDIVIDER, OWN, 0, 0));
	assert_int_equal(out[1], 15 | 1u << 16);
}

static void a_divider_of_nothing_is_refused(void **unused)
{
	(void)unused;
	ask(EEMI_CLOCK_SETDIVIDER, OWN, 0, 0);
	assert_int_equal(out[0], EEMI_INVALID_PARAMETER);
	ask(EEMI_CLOCK_SETDIVIDER, OWN, 64 | 1u << 16, 0);
	assert_int_equal(out[0], EEMI_INVALID_PARAMETER);
	ask(EEMI_RESET_ASSERT, EEMI_RESET_FIRST + 32, 3, 0);
	assert_int_equal(out[0], EEMI_INVALID_PARAMETER);
}

static void a_shared_clock_runs_whatever_is_asked(void **unused)
{
	(void)unused;
	assert_true(ask(EEMI_CLOCK_ENABLE, COMMON, 0, 0));
	assert_false(ask(EEMI_CLOCK_DISABLE, COMMON, 0, 0));
	assert_false(ask(EEMI_CLOCK_SETDIVIDER, COMMON, 1 | 1u << 16, 0));
	assert_true(ask(EEMI_CLOCK_GETSTATE, COMMON, 0, 0));
	assert_int_equal(out[1], 1);
	state.stopped = ~0u;
	eemi_settle(&firmware);
	assert_true(ask(EEMI_CLOCK_GETSTATE, COMMON, 0, 0));
	assert_int_equal(out[1], 1);
	/* A shared clock has no gate, so Linux finds nothing to stop. */
	assert_true(ask(EEMI_QUERY_DATA, EEMI_CLOCK_TOPOLOGY, COMMON, 0));
	assert_int_equal(out[1], EEMI_NODE_FACTOR);
	assert_int_equal(out[2], 0);
}

static void clocks_of_others_are_not_there(void **unused)
{
	uint32_t visible = 0;

	(void)unused;
	assert_true(ask(EEMI_QUERY_DATA, EEMI_NUM_CLOCKS, 0, 0));
	for (uint32_t i = 0, count = out[1]; i < count; i++) {
		assert_true(ask(EEMI_QUERY_DATA, EEMI_CLOCK_ATTRIBUTES, i, 0));
		visible += out[1] & EEMI_CLOCK_VALID;
	}
	assert_int_equal(visible, 4); /* own, shared, the PLL and its reference */
	assert_true(ask(EEMI_QUERY_DATA, EEMI_CLOCK_NAME, OTHER, 0));
	assert_int_equal(out[0], 0); /* no name, and no status instead of a name */
	assert_true(ask(EEMI_QUERY_DATA, EEMI_CLOCK_NAME, OWN, 0));
	assert_string_equal((const char *)out, "clk48");
	assert_false(ask(EEMI_QUERY_DATA, EEMI_CLOCK_TOPOLOGY, OTHER, 0));
	assert_false(ask(EEMI_CLOCK_DISABLE, OTHER, 0, 0));
}

/* Each call with each number by a VM that owns nothing: the state stays, and no answer tells of a thing. */
static void who_owns_nothing_changes_nothing(void **unused)
{
	static const struct eemi_platform nothing = {0};
	struct eemi_state before;

	(void)unused;
	assert_int_equal(eemi_begin(&firmware, &nothing, sizeof(nothing)), 0);
	before = state;
	for (uint32_t id = 0; id < IDS; id++)
		for (uint32_t a = 0; a < NUMBERS; a++)
			for (uint32_t b = 0; b < 3; b++) {
				bool allowed = ask(
				    id, id == EEMI_RESET_ASSERT ? EEMI_RESET_FIRST + a : a, b, 0);

				assert_memory_equal(&state, &before, sizeof(state));
				assert_true(!allowed || id == EEMI_GET_API_VERSION ||
					    id == EEMI_INIT_FINALIZE || id == EEMI_FEATURE_CHECK ||
					    id == EEMI_GET_TRUSTZONE_VERSION ||
					    id == EEMI_QUERY_DATA);
			}
}

/* Each call by a VM with things of its own: only these change. */
static void only_own_things_change(void **unused)
{
	struct eemi_state before = state;

	(void)unused;
	for (uint32_t id = 0; id < IDS; id++)
		for (uint32_t a = 0; a < NUMBERS + EEMI_RESET_FIRST; a++) {
			if (a == OWN || a == 32 || a == 40 || a == EEMI_RESET_FIRST + 32)
				continue;
			ask(id, a, 1 | 1u << 16, 0);
		}
	assert_memory_equal(&state, &before, sizeof(state));
}

static void what_is_no_configuration_is_refused(void **unused)
{
	struct eemi_platform many = {EEMI_THINGS + 1, 0, 0};

	(void)unused;
	assert_int_equal(eemi_begin(&firmware, &configuration, sizeof(configuration) - 4), -EINVAL);
	assert_int_equal(eemi_begin(&firmware, &configuration, sizeof(configuration) + 4), -EINVAL);
	assert_int_equal(eemi_begin(&firmware, &configuration, 4), -EINVAL);
	assert_int_equal(eemi_begin(&firmware, &many, sizeof(many) + (EEMI_THINGS + 1) * 4),
			 -EINVAL);
}

static void a_broken_state_is_mended(void **unused)
{
	(void)unused;
	memset(&state, 0xff, sizeof(state));
	eemi_settle(&firmware);
	assert_true(ask(EEMI_CLOCK_GETDIVIDER, OWN, 0, 0));
	assert_int_equal(out[1], 15 | 1u << 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_was_set_is_read, begin),
	    cmocka_unit_test_setup(a_divider_of_nothing_is_refused, begin),
	    cmocka_unit_test_setup(a_shared_clock_runs_whatever_is_asked, begin),
	    cmocka_unit_test_setup(clocks_of_others_are_not_there, begin),
	    cmocka_unit_test_setup(who_owns_nothing_changes_nothing, begin),
	    cmocka_unit_test_setup(only_own_things_change, begin),
	    cmocka_unit_test_setup(what_is_no_configuration_is_refused, begin),
	    cmocka_unit_test_setup(a_broken_state_is_mended, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
