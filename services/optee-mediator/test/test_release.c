/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of a client: this life of the mediator, or its next one, ends what the client left in the secure world. */
#include <errno.h>
#include "../ledger.h"
#include "harness.h"

static uint32_t open_one(uint32_t ret)
{
	struct optee_arg *arg = client_arg(ARG_IPA, OPTEE_CMD_OPEN_SESSION, 0);

	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
	assert_int_equal(arg->ret, ret);
	return arg->session;
}

static void close_one(uint32_t session)
{
	client_arg(ARG_IPA, OPTEE_CMD_CLOSE_SESSION, 0)->session = session;
	assert_int_equal(client_call(x, CALL, ARG_IPA), OPTEE_OK);
}

static void exchange_capabilities(void)
{
	model_smc(x, OPTEE_EXCHANGE_CAPS, 0, 0, 0, 0, 0);
	assert_int_equal(x[0], OPTEE_OK);
}

/* No thread of the secure world is in use. */
static void nothing_runs(void)
{
	for (unsigned int i = 0; i < MODEL_THREADS; i++)
		assert_false(model.thread[i].used);
}

static void the_next_life_closes_sessions(void **state)
{
	uint32_t second;

	(void)state;
	open_one(0);
	second = open_one(0);
	open_one(0);
	close_one(second);
	assert_int_equal(model.session_count, 2);
	assert_int_equal(model_restart(), 0);
	assert_int_equal(model.session_count, 0);
	assert_int_equal(ledger_lost(), 0);
	model_new_partition();
	open_one(0);
	assert_int_equal(model.session_count, 1);
}

static void the_next_life_ends_what_was_suspended(void **state)
{
	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_FOREIGN_INTR, 0}, {MODEL_TIME, 0}, {MODEL_SHM_ALLOC, 4096},
	      /* the next life of the mediator, by turns: */
	      {MODEL_FOREIGN_INTR, 0}, {MODEL_TIME, 0}, {MODEL_SHM_ALLOC, 5});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(FOREIGN_INTR));
	client_arg(BUFFER_IPA, OPTEE_CMD_OPEN_SESSION, 0);
	assert_int_equal(client_call(x, CALL, BUFFER_IPA), RPC(CMD));
	client_arg(BUFFER_IPA + 512, OPTEE_CMD_INVOKE, 0);
	assert_int_equal(client_call(x, CALL, BUFFER_IPA + 512), RPC(CMD));
	assert_int_equal(model_restart(), 0);
	nothing_runs();
	assert_int_equal(model.session_count, 0); /* including the one that was being opened */
	assert_int_equal(ledger_lost(), 0);
}

static void a_number_of_an_earlier_life_resumes_nothing(void **state)
{
	uint64_t old;

	(void)state;
	invoke(CALL, 0, NULL);
	steps({MODEL_FOREIGN_INTR, 0}, {MODEL_FINISH, 0}, {MODEL_FINISH, 0},
	      {MODEL_FOREIGN_INTR, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(FOREIGN_INTR));
	old = x[3];
	assert_int_equal(model_restart(), 0);
	model_new_partition();
	assert_int_equal(invoke(CALL, 0, NULL), RPC(FOREIGN_INTR));
	assert_int_not_equal(x[3], old);

	uint64_t new = x[3];

	x[3] = old;
	assert_int_equal(resume(), OPTEE_ERESUME);
	x[3] = new;
	assert_int_equal(resume(), OPTEE_OK);
}

static void a_new_driver_finds_nothing_of_the_old_one(void **state)
{
	struct optee_arg *arg;

	(void)state;
	register_one(5, BUFFER_IPA, 4096, 0);
	register_one(6, BUFFER_IPA, 4096, 0);
	open_one(0);
	/* A request for tee-supplicant, as storage makes them, and an allocation that it answered. */
	steps({MODEL_SHM_ALLOC, 4096}, {MODEL_FS_READ, 0}, {MODEL_SHM_FREE, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
	arg = rpc_of(arg_at());
	arg->params[0] = client_param(OPTEE_TMEM_OUTPUT, BUFFER_IPA, 4096, 7);
	arg->ret = 0;
	assert_int_equal(resume(), RPC(CMD));

	uint64_t old = x[3];

	exchange_capabilities();
	nothing_runs();
	assert_int_equal(model.session_count, 0);
	assert_int_equal(model.cookie_count, 1); /* the mediator's own shadow page */
	x[3] = old;
	assert_int_equal(resume(), OPTEE_ERESUME);
	register_one(5, BUFFER_IPA, 4096, 0);
	register_one(7, BUFFER_IPA, 4096, 0);
}

static void a_driver_that_begins_alone_costs_nothing(void **state)
{
	(void)state;
	exchange_capabilities();
	assert_int_equal(model.calls, 1);
}

static unsigned int waits; /* how often the first thread still waits for the second */

/* The second thread ends at its fourth turn, for which the first thread waits. */
static struct model_step wait_for_another(void)
{
	if (!model.thread[1].used)
		return (struct model_step){MODEL_FINISH, 0};
	return (struct model_step){++waits > 8 ? MODEL_FINISH : MODEL_TIME, 0};
}

static void calls_that_wait_for_each_other_end_by_turns(void **state)
{
	(void)state;
	invoke(CALL, 0, NULL);
	waits = 0;
	model.next = wait_for_another;
	steps({MODEL_TIME, 0}, {MODEL_TIME, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
	client_arg(BUFFER_IPA, OPTEE_CMD_INVOKE, 0);
	assert_int_equal(client_call(x, CALL, BUFFER_IPA), RPC(CMD));
	model.next = wait_for_another;
	exchange_capabilities();
	nothing_runs();
	assert_int_equal(ledger_lost(), 0);
}

static struct model_step for_ever(void)
{
	return (struct model_step){MODEL_TIME, 0};
}

static void what_never_ends_keeps_its_slot_and_no_other(void **state)
{
	(void)state;
	open_one(0);
	steps({MODEL_TIME, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));

	uint64_t old = x[3];

	model.next = for_ever;
	exchange_capabilities();
	model.next = NULL;
	assert_int_equal(ledger_lost(), 1); /* the call keeps its session from closing */
	assert_int_equal(model.lost_lines, 1);
	x[3] = old;
	assert_int_equal(resume(), OPTEE_ERESUME);
	for (unsigned int i = 0; i < 100; i++)
		assert_int_equal(invoke(CALL, 0, NULL), OPTEE_OK);
}

static void too_much_that_never_ends_is_refused(void **state)
{
	unsigned int lives = 0;

	(void)state;
	model_limits(16, 0);
	assert_int_equal(model_restart(), 0);
	do {
		model.next = NULL;
		invoke(CALL, 0, NULL);
		steps({MODEL_TIME, 0});
		assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
		model.next = for_ever;
		lives++;
	} while (model_restart() == 0 && (model_new_partition(), lives < 100));
	assert_int_equal(lives, 16);
	assert_int_equal(model_restart(), -EOVERFLOW); /* until power-on */
}

/* The core's order: CLIENT_GONE, the partition ends, another begins with INIT. */
static void end_client(void)
{
	mediator_client_gone();
	assert_int_equal(model.sections, 0);
	model_new_partition();
}

static void the_end_of_a_client_leaves_nothing(void **state)
{
	(void)state;
	register_one(5, ARG_IPA & ~4095ull, 4096, 0);
	open_one(0);
	open_one(0);
	steps({MODEL_FOREIGN_INTR, 0}, {MODEL_TIME, 0}, {MODEL_SHM_ALLOC, 4096});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(FOREIGN_INTR));
	client_arg(BUFFER_IPA, OPTEE_CMD_OPEN_SESSION, 0);
	assert_int_equal(client_call(x, CALL, BUFFER_IPA), RPC(CMD));
	client_arg(BUFFER_IPA + 512, OPTEE_CMD_INVOKE, 0);
	assert_int_equal(client_call(x, CALL, BUFFER_IPA + 512), RPC(CMD));
	mediator_client_gone();
	nothing_runs();
	assert_int_equal(model.session_count, 0);
	model_new_partition();
	assert_int_equal(model_restart(), 0);
	assert_int_equal(ledger_lost(), 0);
	/* Its pages are the next client's now. */
	model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, 5, ARG_IPA % 4096, 0, 0);
	assert_int_equal(x[0], OPTEE_EBADADDR);
}

static void the_end_of_a_client_takes_a_second_at_most(void **state)
{
	uint64_t began, calls;

	(void)state;
	open_one(0);
	steps({MODEL_TIME, 0});
	assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
	model.next = for_ever;
	began = model.ms;
	calls = model.calls;
	mediator_client_gone();
	assert_in_range(model.ms - began, 1, 1010);
	assert_in_range(model.calls - calls, 1, 12000);
}

static void what_was_lost_is_the_clients_own_loss(void **state)
{
	(void)state;
	model_limits(3, 0);
	assert_int_equal(model_restart(), 0);
	for (uint32_t lost = 0; lost < 3; lost++) {
		assert_int_equal(ledger_lost(), lost);
		for (uint32_t i = lost; i < 3; i++)
			open_one(0);
		open_one(NO_MEM);
		for (uint32_t i = lost + 1; i < 3; i++)
			close_one(model.sessions_open[0]);
		steps({MODEL_TIME, 0});
		assert_int_equal(invoke(CALL, 0, NULL), RPC(CMD));
		model.next = for_ever;
		end_client();
		model.next = NULL;
		assert_int_equal(model_restart(), lost < 2 ? 0 : -EOVERFLOW);
	}
	assert_int_equal(model.lost_lines, 3);
}

/* A mediator that faulted in CLIENT_GONE. */
static void an_end_that_was_missed_is_counted(void **state)
{
	(void)state;
	open_one(0);
	open_one(0);
	model_new_partition();
	assert_int_equal(model_restart(), 0);
	assert_int_equal(ledger_lost(), 2);
}

static void lives_are_limited(void **state)
{
	(void)state;
	model_limits(LEDGER_SESSIONS, 3);
	assert_int_equal(model_restart(), 0);
	assert_int_equal(model_restart(), 0);
	assert_int_equal(model_restart(), -EPERM);
}

static void sessions_are_limited(void **state)
{
	uint32_t session;

	(void)state;
	model_limits(2, 0);
	assert_int_equal(model_restart(), 0);
	session = open_one(0);
	open_one(0);
	open_one(NO_MEM);
	close_one(session);
	steps({MODEL_FAIL, 8});
	open_one(0xFFFF0008); /* a refused session holds no room */
	open_one(0);
	open_one(NO_MEM);
}

static void registered_arguments_survive_the_mediator(void **state)
{
	struct optee_arg *arg;

	(void)state;
	register_one(5, ARG_IPA & ~4095ull, 4096, 0);
	register_one(6, BUFFER_IPA, 4096, 0);
	assert_int_equal(model_restart(), 0);
	model_new_partition();
	/* Linux goes on with the argument pages that it registered. */
	arg = client_arg(ARG_IPA, OPTEE_CMD_INVOKE, 0);
	model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, 5, ARG_IPA % 4096, 0, 0);
	assert_int_equal(x[0], OPTEE_OK);
	assert_int_equal(arg->ret, 0);
	/* The secure world has forgotten the buffer: its use fails, giving it back succeeds. */
	invoke(CALL, 1, (struct optee_param[]){client_param(OPTEE_RMEM_INPUT, 0, 16, 6)});
	assert_int_equal(arg_at()->ret, BAD);
	unregister_one(6, 0);
	unregister_one(6, BAD);
	register_one(5, BUFFER_IPA, 4096, 0); /* anew */
}

static uint64_t seed;

static uint8_t random_byte(void)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint8_t)(seed >> 56);
}

static uint8_t ones(void)
{
	return 0xff;
}

static void kept_data_may_be_anything(void **state)
{
	(void)state;
	for (seed = 1; seed < 20; seed++) {
		model_reset(MEDIATOR_DYNAMIC, true);
		register_one(5, BUFFER_IPA, 4096, 0);
		open_one(0);
		model_break_kept(seed & 1 ? random_byte : ones);
		if (model_restart() != 0) /* too much was lost, as the error says */
			continue;
		model_new_partition();
		for (uint64_t cookie = 0; cookie < 64; cookie++) {
			model_smc(x, OPTEE_CALL_WITH_REGD_ARG, 0, cookie, 0, 0, 0);
			client_unregister(cookie);
			client_call(x, CALL, ARG_IPA);
		}
		exchange_capabilities();
		invoke(CALL, 0, NULL);
	}
}

int test_release(void)
{
	const struct CMUnitTest tests[] = {
	    window(the_next_life_closes_sessions),
	    window(the_next_life_ends_what_was_suspended),
	    dynamic(a_number_of_an_earlier_life_resumes_nothing),
	    dynamic(a_new_driver_finds_nothing_of_the_old_one),
	    window(a_driver_that_begins_alone_costs_nothing),
	    window(calls_that_wait_for_each_other_end_by_turns),
	    window(what_never_ends_keeps_its_slot_and_no_other),
	    window(too_much_that_never_ends_is_refused),
	    window(the_end_of_a_client_leaves_nothing),
	    dynamic(the_end_of_a_client_leaves_nothing),
	    window(the_end_of_a_client_takes_a_second_at_most),
	    window(what_was_lost_is_the_clients_own_loss),
	    window(an_end_that_was_missed_is_counted),
	    window(lives_are_limited),
	    window(sessions_are_limited),
	    dynamic(registered_arguments_survive_the_mediator),
	    dynamic(kept_data_may_be_anything),
	};
	return cmocka_run_group_tests_name("release", tests, NULL, NULL);
}
