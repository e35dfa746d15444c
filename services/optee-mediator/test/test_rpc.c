/* SPDX-License-Identifier: BSD-3-Clause */
/* RPC, and several calls at once. */
#include "harness.h"

/*
 * --- RPC ---------------------------------------------------------------------------------------
 */

static void foreign_interrupts_go_to_the_client(void **state)
{
	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_FOREIGN_INTR, 0}, {MODEL_FOREIGN_INTR, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(FOREIGN_INTR));
	assert_int_equal(resume(), RPC(FOREIGN_INTR));
	assert_int_equal(resume(), OPTEE_OK);
	assert_int_equal(resume(), OPTEE_ERESUME);
}

static void interrupts_during_the_set_up_are_taken_in_between(void **state)
{
	(void)state;
	steps({MODEL_FOREIGN_INTR, 0}, {MODEL_FOREIGN_INTR, 0}, {MODEL_FINISH, 0},
	      {MODEL_OLD_ALLOC, 0}, {MODEL_FINISH, 0});
	assert_int_equal(invoke(CALL, 0, NULL), OPTEE_OK);
	assert_int_equal(model_registered(REGISTRY_OWN_SHADOW), 1);
	assert_int_equal(model_registered(REGISTRY_OWN_WINDOW), 1);
}

static void a_failed_set_up_is_tried_again(void **state)
{
	(void)state;
	steps({MODEL_FINISH, 0}, {MODEL_FAIL, 6});
	assert_int_equal(invoke(CALL, 0, NULL), OPTEE_ENOTAVAIL);
	assert_int_equal(invoke(CALL, 0, NULL), OPTEE_OK);
	assert_int_equal(model_registered(REGISTRY_OWN_SHADOW), 1);
}

static void an_rpc_message_is_answered(void **state)
{
	struct optee_arg *rpc;

	(void)state;
	invoke(CALL, 2, (struct optee_param[2]){{0}});
	steps({MODEL_TIME, 0}, {MODEL_LOAD_TA, 0});
	assert_int_equal(invoke(CALL, 2, (struct optee_param[2]){{0}}), RPC(CMD));
	rpc = rpc_of(arg_at());
	assert_int_equal(rpc->cmd, 3);
	assert_int_equal(rpc->num_params, 1);
	assert_int_equal(rpc->params[0].attr, OPTEE_VALUE_OUTPUT);
	rpc->params[0].value.a = 1234;
	rpc->params[0].attr = OPTEE_RMEM_OUTPUT; /* the client's types don't count */
	rpc->num_params = 100;
	rpc->ret = 0;
	assert_int_equal(resume(), RPC(CMD));
	assert_int_equal(model.time, 1234);
	assert_int_equal(rpc->cmd, 0);
	assert_int_equal(rpc->num_params, 2);
	assert_int_equal(rpc->params[1].attr, OPTEE_TMEM_OUTPUT);
	assert_int_equal(rpc->params[1].tmem.buf_ptr, 0);
	rpc->ret = 0xFFFF0008;
	assert_int_equal(resume(), OPTEE_OK);
}

/* Answer SHM_ALLOC. */
static void give(struct optee_arg *rpc, uint64_t attr, uint64_t buf, uint64_t size, uint64_t cookie)
{
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_SHM_ALLOC);
	rpc->params[0] = client_param(attr, buf, size, cookie);
	rpc->ret = 0;
}

static void allocations_become_page_lists(void **state)
{
	struct optee_arg *rpc;

	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_SHM_ALLOC, 300000}, {MODEL_FS_READ, 0}, {MODEL_SHM_FREE, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
	rpc = rpc_of(arg_at());
	give(rpc, OPTEE_TMEM_OUTPUT, BUFFER_IPA + 512, 300000, 0xc00c1e);
	assert_int_equal(resume(), RPC(CMD));
	assert_int_equal(model_registered(0xc00c1e), 1);
	assert_int_equal(rpc->params[1].attr, OPTEE_RMEM_OUTPUT);
	assert_int_equal(rpc->params[1].rmem.shm_ref, 0xc00c1e);
	rpc->params[1].rmem.size = 60;
	assert_int_equal(resume(), RPC(CMD));
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_SHM_FREE);
	assert_int_equal(rpc->params[0].value.b, 0xc00c1e);
	assert_int_equal(resume(), OPTEE_OK);
	assert_int_equal(model_registered(0xc00c1e), 0);
	register_one(0xc00c1e, BUFFER_IPA, 4096, 0); /* the cookie is free again */
}

static void allocations_by_list_are_translated(void **state)
{
	struct optee_arg *rpc;

	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_SHM_ALLOC, 9000}, {MODEL_FOREIGN_INTR, 0}, {MODEL_SHM_FREE, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
	rpc = rpc_of(arg_at());
	client_list(LIST_IPA, BUFFER_IPA, 3);
	give(rpc, LISTED, LIST_IPA, 12288, 8);
	assert_int_equal(resume(), RPC(FOREIGN_INTR));
	client_unregister(8)->cancel_id = 1; /* the cancelled call, at ARG_IPA, goes on */
	uint64_t first = x[3];
	uint64_t y = client_call(x, CALL, ARG_IPA);
	assert_int_equal(y, OPTEE_OK); /* an allocation isn't unregistered */
	assert_int_equal(arg_at()->ret, BAD);
	x[3] = first;
	assert_int_equal(resume(), RPC(CMD));
	assert_int_equal(resume(), OPTEE_OK);
	register_one(8, BUFFER_IPA, 16u << 20, 0); /* all list pages came back */
}

static void bad_allocation(uint64_t attr, uint64_t buf, uint64_t size, uint64_t cookie)
{
	struct optee_arg *rpc;

	steps({MODEL_SHM_ALLOC, 4096});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
	rpc = rpc_of(arg_at());
	give(rpc, attr, buf, size, cookie);
	assert_int_equal(resume(), RPC(CMD));
	assert_int_equal(rpc->cmd, OPTEE_RPC_CMD_SHM_FREE);
	assert_int_equal(rpc->num_params, 1);
	assert_int_equal(rpc->params[0].attr, OPTEE_VALUE_INPUT);
	assert_int_equal(rpc->params[0].value.a, 0);
	assert_int_equal(rpc->params[0].value.b, cookie);
	rpc->ret = 0;
	assert_int_equal(resume(), OPTEE_OK);
	assert_int_not_equal(model.thread[0].last_rpc_ret, 0);
}

static void the_client_frees_what_was_refused(void **state)
{
	(void)state;
	register_one(3, BUFFER_IPA, 4096, 0);
	bad_allocation(OPTEE_TMEM_OUTPUT, OTHER_IPA, 4096, 8);
	bad_allocation(OPTEE_TMEM_OUTPUT, MODEL_IPA + MODEL_SIZE - 4096, 4097, 8);
	bad_allocation(OPTEE_TMEM_OUTPUT, BUFFER_IPA, 4095,
		       8); /* the buffer is smaller than requested */
	bad_allocation(OPTEE_TMEM_OUTPUT, BUFFER_IPA, 4096, 3); /* live */
	bad_allocation(OPTEE_TMEM_OUTPUT, BUFFER_IPA, 4096, REGISTRY_OWN_SHADOW);
	bad_allocation(OPTEE_TMEM_OUTPUT, BUFFER_IPA, ~0ull, 8);
	bad_allocation(LISTED, BUFFER_IPA + 64, 4096, 8); /* a list of zeros */
}

static void a_failed_allocation_passes(void **state)
{
	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_SHM_ALLOC, 4096}, {MODEL_SHM_ALLOC, 4096});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
	rpc_of(arg_at())->ret = NO_MEM;
	assert_int_equal(resume(), RPC(CMD));
	assert_int_equal(model.thread[0].last_rpc_ret, NO_MEM);
	rpc_of(arg_at())->ret = 0; /* no answer: the parameter is still an input */
	assert_int_equal(resume(), OPTEE_OK);
	assert_int_equal(model.thread[0].last_rpc_ret, BAD);
}

static void rpcs_that_make_no_sense_are_answered_here(void **state)
{
	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_BAD_RPC, 0}, {MODEL_BAD_RPC, 1}, {MODEL_BAD_RPC, 2}, {MODEL_BAD_RPC, 3},
	      {MODEL_OLD_ALLOC, 0}, {MODEL_OLD_FREE, 0}, {MODEL_UNKNOWN_RPC, 0});
	assert_int_equal(invoke(CALL, 0, NULL), OPTEE_OK);
	assert_int_equal(script_left, 0);
}

static void a_client_without_rpc_argument_gives_a_page(void **state)
{
	struct optee_arg *rpc = model_at(BUFFER_IPA);

	(void)state;
	invoke(OPTEE_CALL_WITH_ARG, 0, NULL);
	steps({MODEL_TIME, 0}, {MODEL_TIME, 0});
	assert_int_equal(invoke(OPTEE_CALL_WITH_ARG, 0, NULL), RPC(ALLOC));
	assert_int_equal(x[1], OPTEE_ARG_SIZE(4));
	model_smc(x, OPTEE_RETURN_FROM_RPC, 0, BUFFER_IPA, x[3], 0xcafe, 0xf00d);
	assert_int_equal(x[0], RPC(CMD));
	assert_int_equal(x[1], 0xcafe);
	assert_int_equal(x[2], 0xf00d);
	rpc->params[0].value.a = 55;
	assert_int_equal(resume(), RPC(CMD));
	assert_int_equal(model.time, 55);
	assert_int_equal(resume(), RPC(FREE));
	assert_int_equal(arg_at()->ret, 0);
	assert_int_equal(x[1], 0xcafe);
	assert_int_equal(x[2], 0xf00d);
	assert_int_equal(resume(), OPTEE_OK);
	assert_int_equal(resume(), OPTEE_ERESUME);
}

static void a_bad_page_is_given_back(void **state)
{
	static const uint64_t bad[] = {OTHER_IPA, BUFFER_IPA + 4,
				       MODEL_IPA + MEDIATOR_AREA_MAX - 152};
	(void)state;
	invoke(OPTEE_CALL_WITH_ARG, 0, NULL);
	for (unsigned int i = 0; i < COUNT(bad); i++) {
		steps({MODEL_TIME, 0});
		assert_int_equal(invoke(OPTEE_CALL_WITH_ARG, 0, NULL), RPC(ALLOC));
		model_smc(x, OPTEE_RETURN_FROM_RPC, 0, bad[i], x[3], 1, 2);
		assert_int_equal(x[0], RPC(FREE));
		assert_int_equal(resume(), OPTEE_OK);
		assert_int_equal(model.thread[0].last_rpc_ret, NO_MEM);
	}
	steps({MODEL_TIME, 0});
	assert_int_equal(invoke(OPTEE_CALL_WITH_ARG, 0, NULL), RPC(ALLOC));
	model_smc(x, OPTEE_RETURN_FROM_RPC, 0, 0, x[3], 0, 0); /* no memory */
	assert_int_equal(x[0], OPTEE_OK);
}

/*
 * --- Several calls -----------------------------------------------------------------------------
 */

static void calls_are_resumed_in_any_order(void **state)
{
	uint64_t number[CALL_SLOTS];

	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_FOREIGN_INTR, 0}, {MODEL_FOREIGN_INTR, 0}, {MODEL_FOREIGN_INTR, 0},
	      {MODEL_FOREIGN_INTR, 0}, {MODEL_FOREIGN_INTR, 0}, {MODEL_FOREIGN_INTR, 0},
	      {MODEL_FOREIGN_INTR, 0}, {MODEL_FOREIGN_INTR, 0});
	for (unsigned int i = 0; i < CALL_SLOTS; i++) {
		client_arg(ARG_IPA + i * 512, OPTEE_CMD_INVOKE, 1)->params[0] =
		    client_param(OPTEE_VALUE_INOUT, i * 10, 0, 0);
		assert_int_equal(client_call(x, CALL, ARG_IPA + i * 512), RPC(FOREIGN_INTR));
		number[i] = x[3];
	}
	client_arg(BUFFER_IPA, OPTEE_CMD_INVOKE, 0);
	assert_int_equal(client_call(x, CALL, BUFFER_IPA), OPTEE_ETHREAD_LIMIT);
	for (unsigned int i = CALL_SLOTS; i-- > 0;) {
		struct optee_arg *arg = model_at(ARG_IPA + i * 512);

		model_smc(x, OPTEE_RETURN_FROM_RPC, 0, 0, number[i], 0, 0);
		assert_int_equal(x[0], OPTEE_OK);
		assert_int_equal(arg->params[0].value.a, i * 10 + 1);
	}
	for (uint64_t i = 0; i < 300; i++) {
		model_smc(x, OPTEE_RETURN_FROM_RPC, 0, 0, i, 0, 0);
		assert_int_equal(x[0], OPTEE_ERESUME);
	}
}

static void the_thread_limit_of_the_secure_world_passes(void **state)
{
	(void)state;
	invoke(CALL, 0, NULL);
	model.threads = 1;
	steps({MODEL_FOREIGN_INTR, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(FOREIGN_INTR));
	uint64_t first = x[3];

	client_register(7, BUFFER_IPA, 4096);
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_ETHREAD_LIMIT);
	x[3] = first;
	assert_int_equal(resume(), OPTEE_OK);
	register_one(7, BUFFER_IPA, 4096, 0); /* the refused registration left nothing */
}

static void page_lists_wait_for_each_other(void **state)
{
	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_FOREIGN_INTR, 0}, {MODEL_SHM_ALLOC, 4096});
	client_register(1, BUFFER_IPA, 16u << 20);
	assert_int_equal(client_call(x, CALL, ARG_IPA), RPC(FOREIGN_INTR));
	uint64_t first = x[3];

	/* A second registration must try again, while the running allocation waits. */
	struct optee_arg *arg = client_arg(BUFFER_IPA, OPTEE_CMD_REGISTER_SHM, 1);
	arg->params[0] = client_param(LISTED, LIST_IPA, 4096, 2);
	assert_int_equal(client_call(x, CALL, BUFFER_IPA), OPTEE_ETHREAD_LIMIT);
	arg = client_arg(BUFFER_IPA, OPTEE_CMD_INVOKE, 0);
	assert_int_equal(client_call(x, CALL, BUFFER_IPA), RPC(CMD));
	give(rpc_of(arg), OPTEE_TMEM_OUTPUT, BUFFER_IPA, 4096, 3);
	assert_int_equal(resume(), RPC(FOREIGN_INTR));
	assert_int_equal(resume(), RPC(FOREIGN_INTR));
	uint64_t second = x[3];

	x[3] = first;
	assert_int_equal(resume(), OPTEE_OK);
	x[3] = second;
	assert_int_equal(resume(), OPTEE_OK);
	assert_int_equal(model_registered(3), 1);
}

static void a_new_client_finds_nothing_of_the_old_one(void **state)
{
	(void)state;
	register_one(5, BUFFER_IPA, 4096, 0);
	steps({MODEL_FOREIGN_INTR, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(FOREIGN_INTR));
	assert_int_equal(model_restart(), 0);
	model_new_partition();
	assert_int_equal(resume(), OPTEE_ERESUME);
	register_one(5, BUFFER_IPA, 16u << 20, 0);
}

static void windows_must_be_whole_pages(void **state)
{
	struct mediator_config c = {.window_count = 1, .sessions = 1};

	(void)state;
	model.beginning = true;
	assert_true(mediator_init(&(struct mediator_config){0}) < 0);
	c.windows[0] = (struct mediator_window){MODEL_IPA, 0, MODEL_PA, model_memory};
	assert_true(mediator_init(&c) < 0);
	c.windows[0].size = 4096 + 8;
	assert_true(mediator_init(&c) < 0);
	c.windows[0].size = 4096;
	c.windows[0].client_ipa = 0ull - 4096;
	assert_true(mediator_init(&c) < 0);
	c.windows[0].client_ipa = MODEL_IPA;
	assert_int_equal(mediator_init(&c), 0);
	c.window_count = MEDIATOR_WINDOWS_MAX + 1;
	assert_true(mediator_init(&c) < 0);
}

int test_rpc(void)
{
	const struct CMUnitTest tests[] = {
	    dynamic(foreign_interrupts_go_to_the_client),
	    window(interrupts_during_the_set_up_are_taken_in_between),
	    window(a_failed_set_up_is_tried_again),
	    window(an_rpc_message_is_answered),
	    window(allocations_become_page_lists),
	    dynamic(allocations_by_list_are_translated),
	    dynamic(the_client_frees_what_was_refused),
	    window(a_failed_allocation_passes),
	    dynamic(rpcs_that_make_no_sense_are_answered_here),
	    window(a_client_without_rpc_argument_gives_a_page),
	    window(a_bad_page_is_given_back),
	    window(calls_are_resumed_in_any_order),
	    dynamic(the_thread_limit_of_the_secure_world_passes),
	    dynamic(page_lists_wait_for_each_other),
	    dynamic(a_new_client_finds_nothing_of_the_old_one),
	    window(windows_must_be_whole_pages),
	};
	return cmocka_run_group_tests_name("rpc", tests, NULL, NULL);
}
