/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "call.h"
#include "ledger.h"
#include "list.h"
#include "message.h"
#include "platform.h"
#include "registry.h"
#include "rpc.h"
#include "setup.h"
#include "window.h"

static struct call calls[CALL_SLOTS];
static uint8_t shadows[CALL_SLOTS][CALL_SHADOW] __attribute__((aligned(OPTEE_PAGE)))
PLATFORM_KEPT_PAGES;

_Static_assert(CALL_PARAMS_MAX >= 6, "4 parameters and 2 meta parameters of OPEN_SESSION");
_Static_assert(sizeof(shadows) == OPTEE_PAGE, "one page is registered with the secure world");

struct optee_arg *call_shadow_page(void)
{
	return (struct optee_arg *)shadows;
}

struct optee_arg *call_shadow(unsigned int index)
{
	return (struct optee_arg *)shadows[index];
}

void call_reset(void)
{
	memset(calls, 0, sizeof(calls));
}

unsigned int call_in_flight(void)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < CALL_SLOTS; i++)
		count += __atomic_load_n(&calls[i].state, __ATOMIC_RELAXED) != CALL_FREE;
	return count;
}

static uint64_t pair(uint64_t high, uint64_t low)
{
	return high << 32 | (uint32_t)low;
}

/* Change a call's state; the winner owns it. */
static bool call_move(struct call *call, uint32_t from, uint32_t to)
{
	return __atomic_compare_exchange_n(&call->state, &from, to, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

struct call *call_claim(void)
{
	for (unsigned int i = 0; i < CALL_SLOTS; i++) {
		struct call *call = &calls[i];

		if (__atomic_load_n(&call->state, __ATOMIC_RELAXED) != CALL_FREE ||
		    !call_move(call, CALL_FREE, CALL_BUSY))
			continue;
		call->lists = 0;
		call->cookie = 0;
		call->shadow = (struct optee_arg *)shadows[i];
		return call;
	}
	return NULL;
}

struct call *call_take(unsigned int index)
{
	return call_move(&calls[index], CALL_SUSPENDED, CALL_BUSY) ? &calls[index] : NULL;
}

void call_put(struct call *call, uint32_t state)
{
	__atomic_store_n(&call->state, state, __ATOMIC_RELEASE);
}

void call_to_shadow(const struct call *call, uint64_t x[8])
{
	call_registers(x, OPTEE_CALL_WITH_REGD_ARG, REGISTRY_OWN_SHADOW >> 32,
		       (uint32_t)REGISTRY_OWN_SHADOW,
		       (uint64_t)((uint8_t *)call->shadow - shadows[0]));
}

/*
 * The number that the client gets in the place of OP-TEE's thread: so it can't name a thread nor, after a restart of the
 * mediator, a new call by an old number.
 */
static uint32_t number_of(unsigned int slot)
{
	return ledger_lives() * CALL_SLOTS + slot;
}

/* Return an RPC to the client, which answers with the call's number. */
static void suspend(struct call *call, enum call_phase phase, uint64_t x[8], uint32_t function,
		    uint64_t parameter)
{
	call->phase = phase;
	call_registers(x, OPTEE_RPC_PREFIX | function, parameter >> 32, (uint32_t)parameter,
		       number_of((unsigned int)(call - calls)));
	call_put(call, CALL_SUSPENDED);
}

static void end(struct call *call, uint64_t x[8], uint32_t result)
{
	message_finish(call, result);
	if (call->page_by_rpc && call->client_rpc) {
		call->result = result;
		suspend(call, CALL_END_FREE, x, OPTEE_RPC_FREE, call->page_cookie);
		return;
	}
	call_put(call, CALL_FREE);
	call_registers(x, result, 0, 0, 0);
}

/* Ask the client for the page of RPC messages: a1 is its size. */
static void ask_for_page(struct call *call, uint64_t x[8])
{
	suspend(call, CALL_ALLOC, x, OPTEE_RPC_ALLOC, (uint64_t)RPC_SIZE << 32);
}

static void present(struct call *call, uint64_t x[8])
{
	rpc_present(call);
	suspend(call, CALL_COMMAND, x, OPTEE_RPC_CMD, call->page_cookie);
}

/* Run the secure world with the registers in x until it ends the call or needs the client. */
static void run(struct call *call, uint64_t x[8])
{
	for (;;) {
		platform_secure(x);

		uint32_t result = (uint32_t)x[0];

		if (!optee_is_rpc(result)) {
			end(call, x, result);
			return;
		}
		call->thread = (uint32_t)x[3];
		if (result == (OPTEE_RPC_PREFIX | OPTEE_RPC_FOREIGN_INTR)) {
			suspend(call, CALL_INTERRUPTED, x, OPTEE_RPC_FOREIGN_INTR, 0);
			return;
		}
		/* OP-TEE has read the call's page lists. */
		list_release(call->lists);
		call->lists = 0;
		if (result == (OPTEE_RPC_PREFIX | OPTEE_RPC_CMD) && rpc_take(call)) {
			if (call->client_rpc)
				present(call, x);
			else
				ask_for_page(call, x);
			return;
		}
		/* Refused: OP-TEE has the shadow for RPC messages and needs no ALLOC, so it gets no memory. */
		call_registers(x, OPTEE_RETURN_FROM_RPC, 0, 0, call->thread);
	}
}

static void answer(struct call *call, uint64_t x[8])
{
	call_registers(x, OPTEE_RETURN_FROM_RPC, 0, 0, call->thread);
	run(call, x);
}

static void fail(struct call *call, uint64_t x[8])
{
	rpc_fail(call, TEEC_ERROR_OUT_OF_MEMORY);
	answer(call, x);
}

static void collect(struct call *call, uint64_t x[8])
{
	switch (rpc_collect(call)) {
	case RPC_DONE:
		answer(call, x);
		break;
	case RPC_AGAIN: /* the client retries at once, when calls that hold lists have gone on */
		suspend(call, CALL_COMMAND, x, OPTEE_RPC_FOREIGN_INTR, 0);
		break;
	case RPC_DISCARD:
		rpc_present_free(call);
		suspend(call, CALL_DISCARD, x, OPTEE_RPC_CMD, call->page_cookie);
		break;
	}
}

/* Take the client's answer to ALLOC. */
static void got_page(struct call *call, uint64_t x[8])
{
	uint64_t ipa = pair(x[1], x[2]);

	call->page_cookie = pair(x[4], x[5]);
	if (ipa && ipa % sizeof(uint64_t) == 0)
		call->client_rpc = window_address(ipa, RPC_SIZE);
	if (call->client_rpc)
		present(call, x);
	else if (call->page_cookie)
		suspend(call, CALL_ALLOC_FREE, x, OPTEE_RPC_FREE, call->page_cookie);
	else
		fail(call, x);
}

void call_resume(uint64_t x[8])
{
	uint32_t number = (uint32_t)x[3], slot = number % CALL_SLOTS;
	struct call *call = number == number_of(slot) ? call_take(slot) : NULL;

	if (!call) {
		call_registers(x, OPTEE_ERESUME, 0, 0, 0);
		return;
	}
	switch (call->phase) {
	case CALL_INTERRUPTED:
	case CALL_DISCARD:
		answer(call, x);
		break;
	case CALL_COMMAND:
		collect(call, x);
		break;
	case CALL_ALLOC:
		got_page(call, x);
		break;
	case CALL_ALLOC_FREE:
		fail(call, x);
		break;
	case CALL_END_FREE:
		call_registers(x, call->result, 0, 0, 0);
		call_put(call, CALL_FREE);
		break;
	}
}

/* Client address of the argument, or 1 (never aligned) if there is none. */
static uint64_t argument(const uint64_t x[8])
{
	uint64_t address = pair(x[1], x[2]);
	uint32_t page, offset = (uint32_t)x[3];

	if ((uint32_t)x[0] != OPTEE_CALL_WITH_REGD_ARG)
		return address;
	if (!registry_find(address, &page))
		return 1;
	page &= ~REGISTRY_STALE; /* a stale page still holds arguments */
	if (page >= REGISTRY_RPC || offset >= OPTEE_PAGE)
		return 1;
	return (uint64_t)page * OPTEE_PAGE + offset;
}

/* Find the client's argument and its length. @return OPTEE_OK or OPTEE_EBADADDR */
static uint32_t locate(const uint64_t x[8], struct optee_arg **arg, uint32_t *num_params,
		       struct optee_arg **rpc)
{
	uint64_t ipa = argument(x);
	bool with_rpc = (uint32_t)x[0] != OPTEE_CALL_WITH_ARG;

	const struct mediator_window *w = window_find(ipa, OPTEE_ARG_SIZE(0));

	if (!w || ipa % sizeof(uint64_t))
		return OPTEE_EBADADDR;

	uint64_t offset = ipa - w->client_ipa;

	*arg = (struct optee_arg *)((char *)w->address + offset);
	*num_params = client_load(&(*arg)->num_params);
	if (*num_params > OPTEE_PARAMS_MAX)
		return OPTEE_EBADADDR;

	uint64_t size = OPTEE_ARG_SIZE(*num_params), all = size + (with_rpc ? RPC_SIZE : 0);

	/* An argument must lie in the page that was registered for it. */
	if (all > w->size - offset ||
	    ((uint32_t)x[0] == OPTEE_CALL_WITH_REGD_ARG && ipa % OPTEE_PAGE + all > OPTEE_PAGE))
		return OPTEE_EBADADDR;
	*rpc = with_rpc ? (struct optee_arg *)((char *)*arg + size) : NULL;
	return OPTEE_OK;
}

/* Answer a call that the secure world doesn't see. */
static void refuse(struct call *call, uint64_t x[8], uint32_t error)
{
	call_put(call, CALL_FREE);
	call_registers(x, error, 0, 0, 0);
}

void call_start(uint64_t x[8])
{
	struct optee_arg *client, *client_rpc;
	uint32_t num_params, error = locate(x, &client, &num_params, &client_rpc);
	struct call *call;

	if (!error)
		error = setup_ready();
	if (error) {
		call_registers(x, error, 0, 0, 0);
		return;
	}
	if (num_params > CALL_PARAMS_MAX) {
		message_answer(client, TEEC_ERROR_BAD_PARAMETERS);
		call_registers(x, OPTEE_OK, 0, 0, 0);
		return;
	}
	call = call_claim();
	if (!call) { /* other calls of this client have all slots */
		call_registers(x, OPTEE_ETHREAD_LIMIT, 0, 0, 0);
		return;
	}
	call->client = client;
	call->client_rpc = client_rpc;
	call->num_params = num_params;
	call->page_by_rpc = !client_rpc;
	call->page_cookie = 0;
	message_fetch(call);
	error = message_translate(call);
	if (error == OPTEE_EBADCMD || error == OPTEE_ETHREAD_LIMIT) {
		refuse(call, x, error);
	} else if (error == MESSAGE_DONE) {
		message_answer(client, TEEC_SUCCESS);
		refuse(call, x, OPTEE_OK);
	} else if (error) {
		message_answer(client, error);
		refuse(call, x, OPTEE_OK);
	} else {
		call_to_shadow(call, x);
		run(call, x);
	}
}
