/* SPDX-License-Identifier: BSD-3-Clause */
/* Registered memory and page lists. */
#include "harness.h"

/*
 * --- Registrations -----------------------------------------------------------------------------
 */

static void buffers_up_to_16_MiB_are_registered(void **state)
{
	static const uint32_t pages[] = {1, 510, 511, 512, 1022, 1023, 4096};

	(void)state;
	for (unsigned int i = 0; i < COUNT(pages); i++) {
		register_one(77, BUFFER_IPA, pages[i] * 4096ull, 0);
		unregister_one(77, 0);
	}
	register_one(77, BUFFER_IPA + 5, 16u << 20, 0);
	unregister_one(77, 0);
	register_one(77, MODEL_IPA2 + 5, MODEL_SIZE2 - 5, 0);
}

static void bad_registration(uint64_t list, uint64_t size, uint64_t attr)
{
	struct optee_arg *arg = client_arg(ARG_IPA, OPTEE_CMD_REGISTER_SHM, 1);

	arg->params[0] = client_param(attr, list, size, 0xbad);
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg->ret, BAD);
	assert_int_equal(arg->ret_origin, TEEC_ORIGIN_COMMS);
	assert_int_equal(model_registered(0xbad), 0);
}

static void bad_page_lists_are_refused(void **state)
{
	uint64_t *list = model_at(LIST_IPA);

	(void)state;
	client_list(LIST_IPA, BUFFER_IPA, 600);
	bad_registration(LIST_IPA, 0, LISTED);
	bad_registration(LIST_IPA, ~0ull, LISTED);
	bad_registration(LIST_IPA | 0xfff, ~0xfffull, LISTED);
	bad_registration(LIST_IPA, 9ull * 511 * 4096 + 1, LISTED);
	bad_registration(LIST_IPA | 1, 9ull * 511 * 4096, LISTED);
	bad_registration(OTHER_IPA, 4096, LISTED);
	bad_registration(MODEL_PA, 4096, LISTED);
	bad_registration(MODEL_IPA + MODEL_SIZE, 4096, LISTED);
	bad_registration(0, 4096, LISTED);
	bad_registration(LIST_IPA, 4096, OPTEE_TMEM_OUTPUT);
	bad_registration(LIST_IPA, 4096, OPTEE_TMEM_INPUT | OPTEE_NONCONTIG);
	bad_registration(LIST_IPA, 4096, LISTED | OPTEE_META);
	list[3] = OTHER_IPA;
	bad_registration(LIST_IPA, 4 * 4096, LISTED);
	list[3] = BUFFER_IPA + 8;
	bad_registration(LIST_IPA, 4 * 4096, LISTED);
	list[3] = MODEL_IPA + MODEL_SIZE;
	bad_registration(LIST_IPA, 4 * 4096, LISTED);
	list[3] = BUFFER_IPA;
	list[511] = OTHER_IPA;
	bad_registration(LIST_IPA, 512 * 4096, LISTED);
	list[511] = LIST_IPA + 8;
	bad_registration(LIST_IPA, 512 * 4096, LISTED);
	register_one(1, BUFFER_IPA, 4096, 0); /* nothing leaked: all list pages are free */
	register_one(2, BUFFER_IPA, 16u << 20, 0);
}

static void a_list_that_loops_ends(void **state)
{
	uint64_t *list = model_at(LIST_IPA);
	struct optee_arg *arg = client_register(5, BUFFER_IPA, 511 * 4096);

	(void)state;
	list[511] = LIST_IPA;
	arg->params[0].tmem.size = 4000 * 4096;
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg->ret, 0);
}

static void a_live_cookie_isnt_registered_twice(void **state)
{
	(void)state;
	register_one(5, BUFFER_IPA, 4096, 0);
	client_register(5, BUFFER_IPA + 4096, 4096);
	client_call(x, CALL, ARG_IPA);
	assert_int_equal(arg_at()->ret, BAD);
	client_register(0, BUFFER_IPA, 4096);
	client_call(x, CALL, ARG_IPA);
	assert_int_equal(arg_at()->ret, BAD);
	unregister_one(5, 0);
	unregister_one(5, BAD);
	register_one(5, BUFFER_IPA, 4096, 0);
	steps({MODEL_FAIL, 6});
	register_one(6, BUFFER_IPA, 4096, BAD);
	register_one(6, BUFFER_IPA, 4096, 0); /* what failed isn't live */
}

static void at_least_512_registrations_live_at_once(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < REGISTRY_LIMIT; i++)
		register_one(0xffff000000000000ull + i * 0x80, BUFFER_IPA + i * 4096, 4096, 0);
	register_one(42, BUFFER_IPA, 4096, NO_MEM);
	for (uint64_t i = 0; i < REGISTRY_LIMIT; i++)
		unregister_one(0xffff000000000000ull + i * 0x80, 0);
	for (uint64_t i = 0; i < 5000; i++) {
		register_one(i * 977 + 1, BUFFER_IPA, 4096, 0);
		unregister_one(i * 977 + 1, 0);
	}
	_Static_assert(REGISTRY_LIMIT >= 512, "issue: live registrations");
}

static void holds(uint64_t registrations, uint64_t calls)
{
	uint64_t usage[8];

	model_smc(usage, MEDIATOR_USAGE, 0, 0, 0, 0, 0);
	assert_int_equal(usage[0], OPTEE_OK);
	assert_int_equal(usage[1], registrations);
	assert_int_equal(usage[2], calls);
	assert_int_equal(usage[3], 0);
}

static void a_client_can_count_what_is_held_for_it(void **state)
{
	(void)state;
	holds(0, 0);
	register_one(5, BUFFER_IPA, 4096, 0);
	holds(1, 0);
	steps({MODEL_FOREIGN_INTR, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(FOREIGN_INTR));
	holds(1, 1);
	assert_int_equal(resume(), OPTEE_OK);
	holds(1, 0);
	unregister_one(5, 0);
	holds(0, 0);
}

static void registered_memory_holds_arguments(void **state)
{
	struct optee_arg *arg;

	(void)state;
	register_one(9, BUFFER_IPA, 8192, 0);
	arg = client_arg(BUFFER_IPA + 512, OPTEE_CMD_INVOKE, 1);
	arg->params[0] = client_param(OPTEE_VALUE_INOUT, 5, 0, 0);
	model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, 9, 512, 0, 0);
	assert_int_equal(x[0], OPTEE_OK);
	assert_int_equal(arg->params[0].value.a, 6);
	model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, 9, 4096, 0, 0);
	assert_int_equal(x[0], OPTEE_EBADADDR);
	model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, 9, 4096 - 64, 0, 0);
	assert_int_equal(x[0], OPTEE_EBADADDR);
	model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, 9, 4, 0, 0);
	assert_int_equal(x[0], OPTEE_EBADADDR);
	model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, 10, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_EBADADDR);
	register_one(11, BUFFER_IPA + 8, 64, 0); /* doesn't start with its page */
	model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, 11, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_EBADADDR);
}

static void contiguous_memory_is_refused_in_dynamic_mode(void **state)
{
	(void)state;
	refused(client_param(OPTEE_TMEM_INPUT, BUFFER_IPA, 64, 5));
	client_list(LIST_IPA, BUFFER_IPA, 3);
	const struct optee_param p = client_param(LISTED, LIST_IPA | 7, 8192, 5);
	assert_int_equal(invoke(CALL, 1, &p), OPTEE_OK);
	assert_int_equal(arg_at()->ret, 0);
}

static void a_call_that_needs_too_many_lists_fails(void **state)
{
	struct optee_param p[2];

	(void)state;
	client_list(LIST_IPA, BUFFER_IPA, 4096);
	p[0] = p[1] = client_param(LISTED, LIST_IPA, 16u << 20, 5);
	assert_int_equal(invoke(CALL, 2, p), OPTEE_OK);
	assert_int_equal(arg_at()->ret, NO_MEM);
	assert_int_equal(invoke(CALL, 1, p), OPTEE_OK);
	assert_int_equal(arg_at()->ret, 0);
}

int test_registrations(void)
{
	const struct CMUnitTest tests[] = {
	    dynamic(buffers_up_to_16_MiB_are_registered),
	    dynamic(bad_page_lists_are_refused),
	    dynamic(a_list_that_loops_ends),
	    dynamic(a_live_cookie_isnt_registered_twice),
	    dynamic(at_least_512_registrations_live_at_once),
	    dynamic(a_client_can_count_what_is_held_for_it),
	    dynamic(registered_memory_holds_arguments),
	    dynamic(contiguous_memory_is_refused_in_dynamic_mode),
	    dynamic(a_call_that_needs_too_many_lists_fails),
	};
	return cmocka_run_group_tests_name("registrations", tests, NULL, NULL);
}
