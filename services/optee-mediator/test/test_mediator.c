/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "../call.h"
#include "../registry.h"
#include "client.h"

#define RPC(n)	 (OPTEE_RPC_PREFIX | OPTEE_RPC_##n)
#define BAD	 TEEC_ERROR_BAD_PARAMETERS
#define CALL	 OPTEE_CALL_WITH_RPC_ARG
#define NO_MEM	 TEEC_ERROR_OUT_OF_MEMORY
#define LISTED	 (OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint64_t x[8];
static const struct model_step *script;
static unsigned int script_left;

static struct model_step next_step(void)
{
	if (!script_left)
		return (struct model_step){MODEL_FINISH, 0};
	script_left--;
	return *script++;
}

/* The secure world does these steps, then finishes whatever runs. */
#define steps(...)                                                     \
	do {                                                           \
		static const struct model_step list[] = {__VA_ARGS__}; \
		script = list, script_left = COUNT(list);              \
		model.next = next_step;                                \
	} while (0)

static int window_mode(void **state)
{
	(void)state;
	model_reset(MEDIATOR_WINDOW, true);
	return 0;
}

static int dynamic_mode(void **state)
{
	(void)state;
	model_reset(MEDIATOR_DYNAMIC, true);
	return 0;
}

static uint64_t resume(void)
{
	model_smc(x, OPTEE_RETURN_FROM_RPC, x[1], x[2], x[3], 0, 0);
	return x[0];
}

/* The RPC message behind the argument at ARG_IPA. */
static struct optee_arg *rpc_of(struct optee_arg *arg)
{
	return (void *)((char *)arg + OPTEE_ARG_SIZE(arg->num_params));
}

static uint64_t invoke(uint32_t function, uint32_t num_params, const struct optee_param *params)
{
	struct optee_arg *arg = client_arg(ARG_IPA, OPTEE_CMD_INVOKE, num_params);

	if (num_params)
		memcpy(arg->params, params, num_params * sizeof(*params));
	return client_call(x, function, ARG_IPA);
}

static struct optee_arg *arg_at(void)
{
	return model_at(ARG_IPA);
}

static void register_one(uint64_t cookie, uint64_t buffer, uint64_t size, uint32_t ret)
{
	struct optee_arg *arg = client_register(cookie, buffer, size);

	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg->ret, ret);
	assert_int_equal(model_registered(cookie), ret == 0);
}

static void unregister_one(uint64_t cookie, uint32_t ret)
{
	struct optee_arg *arg = client_unregister(cookie);

	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg->ret, ret);
	assert_int_equal(model_registered(cookie), 0);
}

/* --- Fast calls --------------------------------------------------------------------------------
 */

static void window_mode_offers_its_area_alone(void **state)
{
	(void)state;
	model_smc(x, OPTEE_EXCHANGE_CAPS, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_OK);
	assert_int_equal(x[1], OPTEE_CAP_RESERVED_SHM | OPTEE_CAP_MEMREF_NULL |
				   OPTEE_CAP_ASYNC_NOTIF | OPTEE_CAP_RPC_ARG);
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
	assert_int_equal(x[1], OPTEE_CAP_DYNAMIC_SHM | OPTEE_CAP_MEMREF_NULL | OPTEE_CAP_RPC_ARG);
	model_smc(x, OPTEE_SHM_CONFIG, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_ENOTAVAIL);
	model_smc(x, OPTEE_ENABLE_ASYNC_NOTIF, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_ENOTAVAIL);
	assert_int_equal(model.calls, 1);
}

static void a_secure_world_that_lacks_what_is_needed_is_refused(void **state)
{
	(void)state;
	model.caps = 0xFD & ~OPTEE_CAP_RPC_ARG;
	model_smc(x, OPTEE_EXCHANGE_CAPS, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_ENOTAVAIL);
}

static void queries_and_notifications_pass(void **state)
{
	static const uint32_t ids[] = {
	    OPTEE_CALLS_COUNT, OPTEE_CALLS_UID,		 OPTEE_CALLS_REVISION, OPTEE_OS_UUID,
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
	static const uint32_t unknown[] = {OPTEE_FAST(8),  OPTEE_FAST(12), OPTEE_FAST(13),
					   OPTEE_FAST(14), OPTEE_FAST(21), OPTEE_YIELDING(5),
					   0xBF00FF02u,	   0x84000000u,	   0,
					   0xC4000003u,	   0xFFFFFFFFu};
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

/* --- Messages ----------------------------------------------------------------------------------
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
	assert_int_equal(arg->session, 0x5e55);
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

static void refused(struct optee_param param)
{
	uint32_t before = model.yielding;

	assert_int_equal(invoke(CALL, 1, &param), OPTEE_OK);
	assert_int_equal(arg_at()->ret, BAD);
	assert_int_equal(arg_at()->ret_origin, TEEC_ORIGIN_COMMS);
	assert_int_equal(model.yielding, before);
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

/* The first call's set-up leaves the client time between the look at the length and the copy. */
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

/* --- Registrations -----------------------------------------------------------------------------
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

/* --- RPC ---------------------------------------------------------------------------------------
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
	client_unregister(8)->cancel_id = 1; /* at ARG_IPA, whose call goes on */
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
	bad_allocation(OPTEE_TMEM_OUTPUT, BUFFER_IPA, 4095, 8); /* less than asked for */
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
	rpc_of(arg_at())->ret = 0; /* but it isn't an answer: the parameter is still an input */
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

/* --- Several calls -----------------------------------------------------------------------------
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
	client_register(7, BUFFER_IPA, 4096);
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_ETHREAD_LIMIT);
	x[3] = 0;
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

	/* A second registration must try again, an allocation that runs already waits. */
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
	mediator_reset();
	model.cookie_count = 0; /* its partition ended */
	memset(model.thread, 0, sizeof(model.thread));
	assert_int_equal(resume(), OPTEE_ERESUME);
	register_one(5, BUFFER_IPA, 16u << 20, 0);
}

static void windows_must_be_whole_pages(void **state)
{
	struct mediator_config c = {.window_count = 1};

	(void)state;
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

#define window(name)  cmocka_unit_test_setup(name, window_mode)
#define dynamic(name) cmocka_unit_test_setup(name, dynamic_mode)

int main(void)
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
	    window(memory_outside_the_area_is_refused),
	    window(unknown_parameters_are_refused),
	    window(the_mediators_cookies_are_its_own),
	    window(arguments_lie_in_the_window),
	    window(unknown_commands_are_refused),
	    window(what_changes_during_the_call_changes_nothing),
	    window(the_length_that_was_checked_counts),
	    window(errors_of_the_secure_world_pass),
	    dynamic(buffers_up_to_16_MiB_are_registered),
	    dynamic(bad_page_lists_are_refused),
	    dynamic(a_list_that_loops_ends),
	    dynamic(a_live_cookie_isnt_registered_twice),
	    dynamic(at_least_512_registrations_live_at_once),
	    dynamic(registered_memory_holds_arguments),
	    dynamic(contiguous_memory_is_refused_in_dynamic_mode),
	    dynamic(a_call_that_needs_too_many_lists_fails),
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
	return cmocka_run_group_tests_name("optee-mediator", tests, NULL, NULL);
}
