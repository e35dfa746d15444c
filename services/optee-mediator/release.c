/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "call.h"
#include "ledger.h"
#include "message.h"
#include "platform.h"
#include "registry.h"
#include "release.h"

#define THREADS_MAX 32

/* Suspended calls get half of RELEASE_MS: a session without calls closes at once. */
#define CALLS_MS (RELEASE_MS / 2)

/*
 * Limits of turns of the secure world, for all suspended calls and for a call of the mediator's own: each costs some 150
 * instructions of the mediator's CPU time, within the budget of the request.
 */
#define CALLS_TURNS 10000
#define OWN_TURNS   1000

/* Value of each byte of an unanswered slot. */
#define UNANSWERED 0xFF
#define NO_SESSION 0xFFFFFFFFu

/* Limits for something that has to end. */
struct patience {
	uint64_t until; /* platform_ms() */
	unsigned int turns;
};

static bool is_over(struct patience *patience)
{
	if (!patience->turns || platform_ms() >= patience->until)
		return true;
	patience->turns--;
	return false;
}

/* A call to be ended. */
struct ending {
	uint32_t thread;   /* OP-TEE's */
	struct call *call; /* NULL: unknown, of an earlier life */
};

/* The secure world may be waiting for this call's RPC: its answer is an error. */
static void fail_message(struct call *call)
{
	struct optee_arg *rpc = (struct optee_arg *)&call->shadow->params[call->num_params];

	rpc->ret = TEEC_ERROR_COMMUNICATION;
	rpc->ret_origin = TEEC_ORIGIN_COMMS;
}

/*
 * Let a thread go on until its next RPC; registers answer "no memory" if it asked for some.
 * @return true: the thread has ended, or wasn't suspended
 */
static bool step(struct ending *e, uint32_t *result)
{
	uint64_t x[8];

	if (e->call)
		fail_message(e->call);
	call_registers(x, OPTEE_RETURN_FROM_RPC, 0, 0, e->thread);
	platform_secure(x);
	*result = (uint32_t)x[0];
	if (!optee_is_rpc(*result))
		return true;
	e->thread = (uint32_t)x[3];
	return false;
}

/*
 * End calls by turns, since one may wait for what another holds.
 * @return number of calls left
 */
static unsigned int end_all(struct ending *endings, unsigned int count, uint64_t until)
{
	struct patience patience = {until, CALLS_TURNS};

	for (unsigned int i = 0; count && !is_over(&patience);) {
		uint32_t result;

		if (!step(&endings[i], &result)) {
			i = i + 1 < count ? i + 1 : 0;
			continue;
		}
		if (endings[i].call) {
			message_settle(endings[i].call, result);
			call_put(endings[i].call, CALL_FREE);
		}
		endings[i] = endings[--count];
		i = i < count ? i : 0;
	}
	return count;
}

/*
 * Make a call of the mediator's own, with its argument in the call's slot.
 * @return false: the call didn't end, or the secure world refused it
 */
static bool own_call(struct call *call, const struct optee_arg *arg,
		     const struct optee_param *param, uint64_t until)
{
	struct patience patience = {until, OWN_TURNS};
	struct ending e = {.call = call};
	uint64_t x[8];
	uint32_t result;

	call->num_params = arg->num_params;
	*call->shadow = *arg;
	if (param)
		call->shadow->params[0] = *param;
	call_to_shadow(call, x);
	platform_secure(x);
	result = (uint32_t)x[0];
	e.thread = (uint32_t)x[3];
	while (optee_is_rpc(result)) {
		if (is_over(&patience)) {
			call_put(call, CALL_STUCK);
			return false;
		}
		step(&e, &result);
	}
	call_put(call, CALL_FREE);
	return result == OPTEE_OK;
}

static bool close_session(uint32_t session, uint64_t until)
{
	const struct optee_arg arg = {.cmd = OPTEE_CMD_CLOSE_SESSION, .session = session};
	struct call *call = call_claim();

	return call && own_call(call, &arg, NULL, until);
}

/* @return number of sessions left open */
static uint32_t close_sessions(uint64_t until)
{
	uint32_t left = 0;

	for (unsigned int i = 0; i < LEDGER_SESSIONS; i++) {
		uint32_t session = ledger_session(i);

		if (!session)
			continue;
		left += !close_session(session, until);
		ledger_closed(session);
	}
	return left;
}

/* @return false: some are left */
static bool unregister_all(uint64_t until)
{
	const struct optee_arg arg = {.cmd = OPTEE_CMD_UNREGISTER_SHM, .num_params = 1};
	struct call *call;
	uint64_t cookie;

	for (unsigned int at = 0; registry_next(&at, &cookie);) {
		const struct optee_param param = {.attr = OPTEE_RMEM_INPUT, .rmem.shm_ref = cookie};

		call = call_claim();
		if (!call || !own_call(call, &arg, &param, until))
			return false;
	}
	return true;
}

/* End suspended calls. @return number of session openings left */
static uint32_t end_calls(uint64_t until)
{
	struct ending endings[CALL_SLOTS];
	unsigned int count = 0, stuck;
	uint32_t openings = 0;

	for (unsigned int i = 0; i < CALL_SLOTS; i++) {
		struct call *call = call_take(i);

		if (call && call->phase == CALL_END_FREE)
			call_put(call, CALL_FREE); /* the secure world's part has ended */
		else if (call)
			endings[count++] = (struct ending){call->thread, call};
	}
	stuck = end_all(endings, count, until);
	for (unsigned int i = 0; i < stuck; i++) {
		openings += endings[i].call->cmd == OPTEE_CMD_OPEN_SESSION;
		call_put(endings[i].call, CALL_STUCK);
	}
	return openings;
}

uint32_t release_client(void)
{
	uint64_t now = platform_ms();
	uint32_t left = end_calls(now + CALLS_MS);

	return left + close_sessions(now + RELEASE_MS);
}

void release_registrations(void)
{
	/* Its pages may still hold arguments, in case it is the same driver. */
	if (unregister_all(platform_ms() + RELEASE_MS) && !call_in_flight())
		registry_expire();
}

static unsigned int threads(void)
{
	uint64_t x[8];

	call_registers(x, OPTEE_THREAD_COUNT, 0, 0, 0);
	platform_secure(x);
	if ((uint32_t)x[0] != OPTEE_OK)
		return 0;
	return (uint32_t)x[1] < THREADS_MAX ? (unsigned int)x[1] : THREADS_MAX;
}

uint32_t release_previous(void)
{
	uint64_t now = platform_ms(), until = now + RELEASE_MS;
	struct ending endings[THREADS_MAX];
	unsigned int count = threads();
	uint32_t opened[CALL_SLOTS], left;

	for (unsigned int i = 0; i < count; i++)
		endings[i] = (struct ending){.thread = i};
	/*
	 * It isn't known which thread has which slot. So each answer to an RPC that a thread reads now is an error, and the
	 * secure world's own answers are recognised.
	 */
	memset(call_shadow_page(), UNANSWERED, OPTEE_PAGE);
	left = end_all(endings, count, now + CALLS_MS);
	/* The ledger doesn't have sessions that were being opened. */
	for (unsigned int i = 0; i < CALL_SLOTS; i++) {
		const struct optee_arg *shadow = call_shadow(i);

		opened[i] = shadow->ret == TEEC_SUCCESS ? shadow->session : NO_SESSION;
	}
	for (unsigned int i = 0; i < CALL_SLOTS; i++)
		if (opened[i] != NO_SESSION)
			close_session(opened[i], until);
	ledger_drop_reserved();
	return left + close_sessions(until);
}
