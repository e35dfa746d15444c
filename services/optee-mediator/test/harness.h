/* SPDX-License-Identifier: BSD-3-Clause */
/* What the unit tests share: set-up, scripts of the secure world, and calls. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "../call.h"
#include "../registry.h"
#include "client.h"

/* The groups of tests. @return the number that failed */
int test_messages(void);
int test_registrations(void);
int test_release(void);
int test_rpc(void);

#define RPC(n)	 (OPTEE_RPC_PREFIX | OPTEE_RPC_##n)
#define BAD	 TEEC_ERROR_BAD_PARAMETERS
#define CALL	 OPTEE_CALL_WITH_RPC_ARG
#define NO_MEM	 TEEC_ERROR_OUT_OF_MEMORY
#define LISTED	 (OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint64_t x[8]; /* registers of the last SMC */
static const struct model_step *script;
static unsigned int script_left;

static inline struct model_step next_step(void)
{
	if (!script_left)
		return (struct model_step){MODEL_FINISH, 0};
	script_left--;
	return *script++;
}

/* Has the secure world do these steps, then finish all that runs. */
#define steps(...)                                                     \
	do {                                                           \
		static const struct model_step list[] = {__VA_ARGS__}; \
		script = list, script_left = COUNT(list);              \
		model.next = next_step;                                \
	} while (0)

static inline int window_mode(void **state)
{
	(void)state;
	model_reset(MEDIATOR_WINDOW, true);
	return 0;
}

static inline int dynamic_mode(void **state)
{
	(void)state;
	model_reset(MEDIATOR_DYNAMIC, true);
	return 0;
}

static inline uint64_t resume(void)
{
	model_smc(x, OPTEE_RETURN_FROM_RPC, x[1], x[2], x[3], 0, 0);
	return x[0];
}

/* The RPC message behind the argument at ARG_IPA. */
static inline struct optee_arg *rpc_of(struct optee_arg *arg)
{
	return (void *)((char *)arg + OPTEE_ARG_SIZE(arg->num_params));
}

static inline uint64_t invoke(uint32_t function, uint32_t num_params,
			      const struct optee_param *params)
{
	struct optee_arg *arg = client_arg(ARG_IPA, OPTEE_CMD_INVOKE, num_params);

	if (num_params)
		memcpy(arg->params, params, num_params * sizeof(*params));
	return client_call(x, function, ARG_IPA);
}

static inline struct optee_arg *arg_at(void)
{
	return model_at(ARG_IPA);
}

static inline void register_one(uint64_t cookie, uint64_t buffer, uint64_t size, uint32_t ret)
{
	struct optee_arg *arg = client_register(cookie, buffer, size);

	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg->ret, ret);
	assert_int_equal(model_registered(cookie), ret == 0);
}

static inline void unregister_one(uint64_t cookie, uint32_t ret)
{
	struct optee_arg *arg = client_unregister(cookie);

	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg->ret, ret);
	assert_int_equal(model_registered(cookie), 0);
}

static inline void refused(struct optee_param param)
{
	uint32_t before = model.yielding;

	assert_int_equal(invoke(CALL, 1, &param), OPTEE_OK);
	assert_int_equal(arg_at()->ret, BAD);
	assert_int_equal(arg_at()->ret_origin, TEEC_ORIGIN_COMMS);
	assert_int_equal(model.yielding, before);
}

#define window(name)  cmocka_unit_test_setup(name, window_mode)
#define dynamic(name) cmocka_unit_test_setup(name, dynamic_mode)
