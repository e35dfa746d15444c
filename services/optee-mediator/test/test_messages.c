/* SPDX-License-Identifier: BSD-3-Clause */
/* Fast calls, and the arguments of yielding calls. */
#include <arm/psci.h>
#include <arm/smccc.h>
#include <errno.h>
#include "harness.h"

/*
 * --- Fast calls --------------------------------------------------------------------------------
 */

static void window_mode_offers_its_area_alone(void **state)
{
	(void)state;
	model_smc(x, OPTEE_EXCHANGE_CAPS, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_OK);
	assert_int_equal(x[1], OPTEE_CAP_RESERVED_SHM | OPTEE_CAP_MEMREF_NULL |
				   OPTEE_CAP_ASYNC_NOTIF | OPTEE_CAP_RPC_ARG |
				   OPTEE_CAP_RPMB_PROBE);
	assert_int_equal(x[2], 0x44);
	assert_int_equal(x[3], 4);
	model_smc(x, OPTEE_SHM_CONFIG, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_OK);
	assert_int_equal(x[1], MODEL_IPA);
	assert_int_equal(x[2], MEDIATOR_AREA_MAX);
	assert_int_equal(x[3], OPTEE_SHM_CACHED);
}

static void dynamic_mode_offers_registration(void **state)
{
	(void)state;
	model_reset(MEDIATOR_DYNAMIC, false);
	model_smc(x, OPTEE_EXCHANGE_CAPS, 1, 0, 0, 0, 0);
	assert_int_equal(x[1], OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_MEMREF_NULL | OPTEE_CAP_RPC_ARG |
				   OPTEE_CAP_RPMB_PROBE);
	model_smc(x, OPTEE_SHM_CONFIG, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_ENOTAVAIL);
	model_smc(x, OPTEE_ENABLE_ASYNC_NOTIF, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_ENOTAVAIL);
	assert_int_equal(model.calls, 1);
}

static void a_secure_world_that_lacks_what_is_needed_is_refused(void **state)
{
	static const uint32_t needed[] = {OPTEE_CAP_DYNAMIC_SHM, OPTEE_CAP_VIRTUALIZATION,
					  OPTEE_CAP_RPC_ARG};

	(void)state;
	for (unsigned int i = 0; i < COUNT(needed); i++) {
		model.caps = 0xFD & ~needed[i];
		assert_int_equal(model_restart(), -ENOTSUP);
	}
	model.caps = 0xFD;
	model.caps_error = OPTEE_ENOTAVAIL;
	assert_int_equal(model_restart(), -EACCES);
	model.uid = OPTEE_UNKNOWN_FUNCTION; /* nobody answers: no OP-TEE, or one for FF-A */
	assert_int_equal(model_restart(), -ENODEV);
	model.uid = OPTEE_ENOTAVAIL; /* no partition of this id */
	assert_int_equal(model_restart(), -EACCES);
	model.uid = OPTEE_UID_0;
	model.caps_error = OPTEE_OK;
	assert_int_equal(model_restart(), 0);
}

static void queries_and_notifications_pass(void **state)
{
	static const uint32_t ids[] = {
	    OPTEE_CALLS_COUNT, OPTEE_CALLS_REVISION,	 OPTEE_OS_UUID,
	    OPTEE_OS_REVISION, OPTEE_ENABLE_ASYNC_NOTIF, OPTEE_GET_ASYNC_NOTIF};
	(void)state;
	for (unsigned int i = 0; i < COUNT(ids); i++) {
		model_smc(x, 0xffffffff00000000ull | ids[i], 1, 2, 3, 4, 5);
		assert_int_equal(model.last[0], ids[i]);
		assert_int_equal(model.last[1], 0);
		assert_int_equal(x[0], 0);
		assert_int_equal(x[3], 33);
	}
	model_smc(x, OPTEE_THREAD_COUNT, 0, 0, 0, 0, 0);
	assert_int_equal(x[1], CALL_SLOTS);
}

static void everything_else_is_answered_here(void **state)
{
	static const uint32_t unknown[] = {OPTEE_FAST(8),
					   OPTEE_FAST(12),
					   OPTEE_FAST(13),
					   OPTEE_FAST(14),
					   OPTEE_FAST(21),
					   OPTEE_YIELDING(5),
					   SMCCC_FAST32(SMCCC_OWNER_TRUSTED_OS_LAST, 0xFF02u),
					   PSCI_VERSION,
					   0,
					   PSCI_CPU_ON64,
					   0xFFFFFFFFu};
	(void)state;
	for (unsigned int i = 0; i < COUNT(unknown); i++) {
		model_smc(x, unknown[i], 1, 2, 3, 4, 5);
		assert_int_equal(x[0], OPTEE_UNKNOWN_FUNCTION);
	}
	model_smc(x, OPTEE_ENABLE_SHM_CACHE, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_OK);
	model_smc(x, OPTEE_DISABLE_SHM_CACHE, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_ENOTAVAIL);
	model_smc(x, OPTEE_PROTMEM_CONFIG, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_ENOTAVAIL);
	assert_int_equal(model.calls, 0);
}

/*
 * --- Messages ----------------------------------------------------------------------------------
 */

static void only_outputs_come_back(void **state)
{
	const struct optee_param params[] = {client_param(OPTEE_VALUE_INPUT, 10, 20, 30),
					     client_param(OPTEE_VALUE_INOUT, 10, 20, 30),
					     client_param(OPTEE_NONE, 1, 2, 3),
					     client_param(OPTEE_VALUE_OUTPUT, 0, 0, 7)};
	(void)state;
	assert_int_equal(invoke(CALL, 4, params), OPTEE_OK);
	assert_int_equal(x[1] | x[2] | x[3], 0);
	assert_int_equal(arg_at()->ret, 0);
	assert_int_equal(arg_at()->ret_origin, 4);
	assert_int_equal(arg_at()->session, 0);
	assert_memory_equal(&arg_at()->params[0], &params[0], sizeof(params[0]));
	assert_int_equal(arg_at()->params[1].value.a, 11);
	assert_int_equal(arg_at()->params[1].value.b, 22);
	assert_memory_equal(&arg_at()->params[2], &params[2], sizeof(params[2]));
	assert_int_equal(arg_at()->params[3].value.a, 1);
}

static void a_session_is_opened_with_meta_parameters(void **state)
{
	struct optee_arg *arg = client_arg(ARG_IPA, OPTEE_CMD_OPEN_SESSION, 6);

	(void)state;
	arg->params[0] = client_param(OPTEE_META | OPTEE_VALUE_INPUT, 1, 2, 3);
	arg->params[1] = client_param(OPTEE_META | OPTEE_VALUE_INPUT, 0, 0, 4);
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg->session, model.last_session);
	assert_int_equal(model.last_arg->params[0].attr, OPTEE_META | OPTEE_VALUE_INPUT);
}

static void a_buffer_of_the_area_becomes_a_reference_to_it(void **state)
{
	const struct optee_param params[] = {
	    client_param(OPTEE_TMEM_INOUT | 1u << 16, BUFFER_IPA + 100, 64, 5),
	    client_param(OPTEE_TMEM_OUTPUT, MODEL_IPA + MEDIATOR_AREA_MAX - 1, 1, 5),
	    client_param(OPTEE_TMEM_INPUT, 0, 77, 0),
	};
	(void)state;
	assert_int_equal(invoke(CALL, 3, params), OPTEE_OK);
	assert_int_equal(arg_at()->ret, 0);
	assert_int_equal(model.last_arg->params[0].attr, OPTEE_RMEM_INOUT);
	assert_int_equal(model.last_arg->params[0].rmem.offs, BUFFER_IPA + 100 - MODEL_IPA);
	assert_int_equal(model.last_arg->params[0].rmem.shm_ref, REGISTRY_OWN_WINDOW);
	assert_int_equal(model.last_arg->params[2].attr, OPTEE_TMEM_INPUT);
	assert_int_equal(model.last_arg->params[2].tmem.buf_ptr, 0);
	/* The client sees its own parameter with the new size alone. */
	assert_int_equal(arg_at()->params[0].tmem.buf_ptr, BUFFER_IPA + 100);
	assert_int_equal(arg_at()->params[0].tmem.shm_ref, 5);
	assert_int_equal(arg_at()->params[0].tmem.size, 32);
}

static void a_buffer_of_16_mib_fits_beside_its_argument(void **state)
{
	struct optee_param param =
	    client_param(OPTEE_TMEM_INOUT, MODEL_IPA + 16 * OPTEE_PAGE, 16u << 20, 5);

	(void)state;
	assert_int_equal(invoke(CALL, 1, &param), OPTEE_OK);
	assert_int_equal(arg_at()->ret, TEEC_SUCCESS);
	assert_int_equal(model_registered(REGISTRY_OWN_WINDOW), 1);
}

static void memory_outside_the_area_is_refused(void **state)
{
	const uint64_t end = MODEL_IPA + MEDIATOR_AREA_MAX;

	(void)state;
	refused(client_param(OPTEE_TMEM_INPUT, OTHER_IPA, 64, 5));
	refused(client_param(OPTEE_TMEM_INPUT, MODEL_PA, 64, 5));
	refused(client_param(OPTEE_TMEM_INPUT, end - 1, 2, 5));
	refused(client_param(OPTEE_TMEM_INPUT, end, 1, 5));
	refused(client_param(OPTEE_TMEM_INPUT, MODEL_IPA - 1, 2, 5));
	refused(client_param(OPTEE_TMEM_INPUT, MODEL_IPA, ~0ull, 5));
	refused(client_param(OPTEE_TMEM_INPUT, ~0ull, 2, 5));
	refused(client_param(OPTEE_TMEM_INPUT, MODEL_IPA, MEDIATOR_AREA_MAX + 1, 5));
	refused(client_param(OPTEE_TMEM_INPUT | OPTEE_NONCONTIG, OTHER_IPA, 64, 5));
}

static void unknown_parameters_are_refused(void **state)
{
	(void)state;
	refused(client_param(4, 0, 0, 0));
	refused(client_param(8, 0, 0, 0));
	refused(client_param(12, 0, 0, 0));
	refused(client_param(255, 0, 0, 0));
	refused(client_param(OPTEE_VALUE_INPUT | 1u << 10, 0, 0, 0));
	refused(client_param(OPTEE_VALUE_INPUT | 1ull << 40, 0, 0, 0));
}

static void the_mediators_cookies_are_its_own(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		refused(client_param(OPTEE_RMEM_INPUT, 0, 8, REGISTRY_OWN_SHADOW + i));
		refused(client_param(OPTEE_TMEM_INPUT, BUFFER_IPA, 8, REGISTRY_OWN_SHADOW + i));
		register_one(1, BUFFER_IPA, 4096, 0);
		unregister_one(1, 0);
		assert_int_equal(client_register(REGISTRY_OWN_SHADOW + i, BUFFER_IPA, 8)->cmd, 4);
		assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
		assert_int_equal(arg_at()->ret, BAD);
		client_unregister(REGISTRY_OWN_SHADOW + i);
		client_call(x, CALL, ARG_IPA);
		assert_int_equal(arg_at()->ret, BAD);
		assert_int_equal(model_registered(REGISTRY_OWN_SHADOW + i), 1);
		model_smc(x, OPTEE_CALL_WITH_REGD_ARG, REGISTRY_OWN_SHADOW >> 32,
			  (uint32_t)REGISTRY_OWN_SHADOW + i, 0, 0, 0);
		assert_int_equal(x[0], OPTEE_EBADADDR);
	}
}

static void arguments_lie_in_the_window(void **state)
{
	static const uint64_t bad[] = {0,
				       OTHER_IPA,
				       MODEL_IPA - 8,
				       ARG_IPA + 4,
				       MODEL_IPA + MEDIATOR_AREA_MAX - 8,
				       MODEL_IPA + MEDIATOR_AREA_MAX,
				       MODEL_IPA + MEDIATOR_AREA_MAX - OPTEE_ARG_SIZE(0),
				       ~7ull};
	(void)state;
	for (unsigned int i = 0; i < COUNT(bad); i++)
		assert_int_equal(client_call(x, CALL, bad[i]), OPTEE_EBADADDR);
	client_arg(ARG_IPA, OPTEE_CMD_INVOKE, OPTEE_PARAMS_MAX + 1);
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_EBADADDR);
	client_arg(ARG_IPA, OPTEE_CMD_INVOKE, CALL_PARAMS_MAX + 1);
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg_at()->ret, BAD);
	client_arg(ARG_IPA, OPTEE_CMD_INVOKE, CALL_PARAMS_MAX);
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg_at()->ret, 0);
	assert_int_equal(model.yielding, 1);
	/* Only 8-byte aligned, across two pages. */
	client_arg(ARG_IPA + 4096 - 40, OPTEE_CMD_INVOKE, 4);
	assert_int_equal(client_call(x, CALL, ARG_IPA + 4096 - 40), OPTEE_OK);
	assert_int_equal(model.yielding, 2);
}

static void unknown_commands_are_refused(void **state)
{
	(void)state;
	for (uint32_t cmd = 8; cmd < 20; cmd++) {
		client_arg(ARG_IPA, cmd, 0);
		assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_EBADCMD);
	}
	client_arg(ARG_IPA, 0xFFFFFFFF, 0);
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_EBADCMD);
	assert_int_equal(model.yielding, 0);
	for (uint32_t cmd = OPTEE_CMD_CLOSE_SESSION; cmd <= OPTEE_CMD_STOP_ASYNC_NOTIF; cmd++) {
		if (cmd == OPTEE_CMD_REGISTER_SHM || cmd == OPTEE_CMD_UNREGISTER_SHM)
			continue;
		client_arg(ARG_IPA, cmd, 0)->session = 9;
		assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
		assert_int_equal(model.last_arg->cmd, cmd);
		assert_int_equal(model.last_arg->session, 9);
	}
}

static void grow_the_argument(void)
{
	arg_at()->num_params = 127;
	arg_at()->cmd = 99;
	arg_at()->params[0].attr = OPTEE_VALUE_OUTPUT;
	arg_at()->params[0].value.a = OTHER_IPA;
}

static void what_changes_during_the_call_changes_nothing(void **state)
{
	const struct optee_param p = client_param(OPTEE_VALUE_INPUT, 1, 2, 3);

	(void)state;
	invoke(CALL, 1, &p);
	model.meanwhile = grow_the_argument;
	assert_int_equal(invoke(CALL, 1, &p), OPTEE_OK);
	assert_int_equal(model.last_arg->num_params, 1);
	assert_int_equal(model.last_arg->cmd, OPTEE_CMD_INVOKE);
	assert_int_equal(arg_at()->params[0].value.a, OTHER_IPA); /* an input isn't written */
}

static void grow_the_count(void)
{
	arg_at()->num_params = 127;
}

/* During the first call's set-up the client can change the argument between check of the length and copy. */
static void the_length_that_was_checked_counts(void **state)
{
	(void)state;
	model.meanwhile = grow_the_count;
	assert_int_equal(invoke(CALL, 0, NULL), OPTEE_OK);
	assert_int_equal(model.last_arg->num_params, 0);
}

static void errors_of_the_secure_world_pass(void **state)
{
	(void)state;
	steps({MODEL_FINISH, 0}, {MODEL_FINISH, 0}, {MODEL_FAIL, 0x3024}, {MODEL_BADCMD, 0});
	assert_int_equal(invoke(CALL, 0, NULL), OPTEE_OK);
	assert_int_equal(arg_at()->ret, 0xFFFF3024);
	assert_int_equal(invoke(CALL, 0, NULL), OPTEE_EBADCMD);
	assert_int_equal(arg_at()->ret, 0x12345678);
}

int test_messages(void)
{
	const struct CMUnitTest tests[] = {
	    window(window_mode_offers_its_area_alone),
	    dynamic(dynamic_mode_offers_registration),
	    window(a_secure_world_that_lacks_what_is_needed_is_refused),
	    window(queries_and_notifications_pass),
	    window(everything_else_is_answered_here),
	    window(only_outputs_come_back),
	    window(a_session_is_opened_with_meta_parameters),
	    window(a_buffer_of_the_area_becomes_a_reference_to_it),
	    window(a_buffer_of_16_mib_fits_beside_its_argument),
	    window(memory_outside_the_area_is_refused),
	    window(unknown_parameters_are_refused),
	    window(the_mediators_cookies_are_its_own),
	    window(arguments_lie_in_the_window),
	    window(unknown_commands_are_refused),
	    window(what_changes_during_the_call_changes_nothing),
	    window(the_length_that_was_checked_counts),
	    window(errors_of_the_secure_world_pass),
	};
	return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
