/* SPDX-License-Identifier: BSD-3-Clause */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../scmi.h"

/* Two domains, a clock of two rates and one of one, a reset. */
static const struct {
	struct scmi_platform head;
	struct scmi_name domain[2];
	struct scmi_clock clock[2];
	struct scmi_name reset[1];
	uint32_t rates[3];
} configuration = {
    {2, 2, 1, 3}, {{"display"}, {"audio"}}, {{{"pixel"}, 0, 2}, {{"i2s"}, 2, 1}},
    {{"panel"}},  {100, 200, 300},
};

static struct scmi_state state;
static struct scmi platform = {.state = &state, .agent = "agent"};
/* An area of the smallest valid size: the sanitizer finds accesses behind it. */
static struct scmi_shared *shared;
static const size_t bytes = sizeof(struct scmi_shared) + SCMI_PAYLOAD;

static int begin(void **unused)
{
	(void)unused;
	state = (struct scmi_state){0};
	shared = calloc(1, bytes);
	return scmi_begin(&platform, &configuration, sizeof(configuration));
}

static int end(void **unused)
{
	(void)unused;
	free(shared);
	return 0;
}

static int32_t ask(uint32_t protocol, uint32_t message, uint32_t count, const uint32_t *words)
{
	shared->header = SCMI_HEADER(protocol, message, 7);
	shared->length = 4 + 4 * count;
	shared->status = 0;
	memcpy(shared->payload, words, 4 * count);
	assert_true(scmi_answer(&platform, shared, bytes));
	assert_int_equal(shared->status, SCMI_FREE);
	assert_int_equal(shared->header, SCMI_HEADER(protocol, message, 7));
	return (int32_t)shared->payload[0];
}
#define ASK(protocol, message, ...)                                                  \
	ask(protocol, message, sizeof((const uint32_t[]){0, ##__VA_ARGS__}) / 4 - 1, \
	    (const uint32_t[]){0, ##__VA_ARGS__} + 1)

static void names_come_from_the_configuration(void **unused)
{
	(void)unused;
	assert_int_equal(ASK(SCMI_POWER, SCMI_POWER_DOMAIN, 1), SCMI_SUCCESS);
	assert_string_equal((char *)&shared->payload[2], "audio");
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_CLOCK, 0), SCMI_SUCCESS);
	assert_string_equal((char *)&shared->payload[2], "pixel");
	assert_int_equal(ASK(SCMI_RESET, SCMI_RESET_DOMAIN, 0), SCMI_SUCCESS);
	assert_string_equal((char *)&shared->payload[3], "panel");
	assert_int_equal(shared->length, 4 + 4 + 8 + SCMI_NAME);
}

static void every_number_is_checked(void **unused)
{
	(void)unused;
	for (uint32_t n = 0; n < 64; n++) {
		uint32_t i = n < 32 ? n : 0xffffffffu << (n - 32);

		assert_int_equal(ASK(SCMI_POWER, SCMI_POWER_SET, 0, i, SCMI_POWER_ON),
				 i < 2 ? SCMI_SUCCESS : SCMI_NOT_FOUND);
		assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_GET, i),
				 i < 2 ? SCMI_SUCCESS : SCMI_NOT_FOUND);
		assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATES, 0, i),
				 i < 2 ? SCMI_SUCCESS : SCMI_OUT_OF_RANGE);
		assert_int_equal(ASK(SCMI_RESET, SCMI_RESET_RESET, i, SCMI_RESET_ASSERT, 0),
				 i < 1 ? SCMI_SUCCESS : SCMI_NOT_FOUND);
	}
	assert_int_equal(state.on, 3);
	assert_int_equal(state.asserted, 1);
}

static void a_rate_is_one_of_the_list(void **unused)
{
	(void)unused;
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, 0, 0, 199, 0), SCMI_SUCCESS);
	assert_int_equal(state.rate[0], 0);
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, SCMI_RATE_UP, 0, 101, 0),
			 SCMI_SUCCESS);
	assert_int_equal(state.rate[0], 1);
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, 0, 0, 100, 0), SCMI_SUCCESS);
	assert_int_equal(state.rate[0], 0);
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, 0, 0, 0, 1), SCMI_SUCCESS);
	assert_int_equal(state.rate[0], 1);
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, SCMI_RATE_UP, 0, 0, 1),
			 SCMI_OUT_OF_RANGE);
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, 0, 0, 99, 0), SCMI_OUT_OF_RANGE);
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_SET, SCMI_RATE_ASYNC, 0, 100, 0),
			 SCMI_NOT_SUPPORTED);
}

static void a_configuration_fits_exactly(void **unused)
{
	struct scmi other = {.state = &state};
	uint32_t words[sizeof(configuration) / 4];

	(void)unused;
	for (size_t n = 0; n < sizeof(configuration); n++)
		assert_int_not_equal(scmi_begin(&other, &configuration, n), 0);
	for (size_t at = 0; at < 4; at++) {
		memcpy(words, &configuration, sizeof(words));
		words[at] = 0xffffffff;
		assert_int_not_equal(scmi_begin(&other, words, sizeof(words)), 0);
	}
}

static void what_a_crash_leaves_is_made_a_state(void **unused)
{
	(void)unused;
	memset(&state, 0xff, sizeof(state));
	scmi_settle(&platform);
	assert_int_equal(state.on, 3);
	assert_int_equal(state.rate[0], 0);
	assert_int_equal(ASK(SCMI_CLOCK, SCMI_CLOCK_RATE_GET, 0), SCMI_SUCCESS);
	assert_int_equal(shared->payload[1], 100);
}

/* Another core of the agent. */
static atomic_bool stop;
static void *change(void *unused)
{
	volatile uint32_t *words = (volatile uint32_t *)shared;

	(void)unused;
	for (uint32_t seed = 1; !stop;) {
		seed = seed * 1664525 + 1013904223;
		words[5 + seed % 5] = seed >> (seed >> 27);
	}
	return NULL;
}

static void the_memory_changes_under_the_reader(void **unused)
{
	pthread_t thread;

	(void)unused;
	stop = false;
	pthread_create(&thread, NULL, change, NULL);
	for (uint32_t i = 0; i < 300000; i++) {
		shared->header = SCMI_HEADER(SCMI_BASE + i % 8, i / 8 % 9, i);
		shared->length = 4 + i % 6 * 4;
		shared->status = 0;
		assert_true(scmi_answer(&platform, shared, bytes));
		assert_true(state.rate[0] < 2 && state.rate[1] < 1 && state.on < 4 &&
			    state.enabled < 4 && state.asserted < 2);
	}
	stop = true;
	pthread_join(thread, NULL);
}

static void random_messages_are_answered(void **unused)
{
	uint32_t seed = 1;

	(void)unused;
	for (uint32_t i = 0; i < 300000; i++) {
		for (uint32_t n = 0; n < bytes / 4; n++) {
			seed = seed * 1664525 + 1013904223;
			((uint32_t *)shared)[n] = seed >> (seed >> 27);
		}
		if (i % 4) /* otherwise hardly any message would get past the check of its header */
			shared->header = SCMI_HEADER(SCMI_BASE + i / 4 % 8, i / 32 % 9, i);
		if (i % 2)
			shared->length = i % 12 * 4;
		if (scmi_answer(&platform, shared, bytes))
			assert_true(shared->length >= 8 && shared->length <= 4 + SCMI_PAYLOAD);
	}
	assert_false(scmi_answer(&platform, shared, bytes - 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(names_come_from_the_configuration, begin, end),
	    cmocka_unit_test_setup_teardown(every_number_is_checked, begin, end),
	    cmocka_unit_test_setup_teardown(a_rate_is_one_of_the_list, begin, end),
	    cmocka_unit_test_setup_teardown(a_configuration_fits_exactly, begin, end),
	    cmocka_unit_test_setup_teardown(what_a_crash_leaves_is_made_a_state, begin, end),
	    cmocka_unit_test_setup_teardown(the_memory_changes_under_the_reader, begin, end),
	    cmocka_unit_test_setup_teardown(random_messages_are_answered, begin, end),
	};
	return cmocka_run_group_tests_name("scmi", tests, NULL, NULL);
}
