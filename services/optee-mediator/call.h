/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls in flight. Each has a slot of the shadow page, which is registered with the secure world: there the secure world reads
 * the mediator's copy of the argument and, behind it, writes the argument of its RPCs.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "optee.h"

#define CALL_SLOTS  8
#define CALL_SHADOW (OPTEE_PAGE / CALL_SLOTS) /* bytes of a slot */
#define CALL_PARAMS_MAX \
	((CALL_SHADOW - 2 * OPTEE_ARG_SIZE(0)) / sizeof(struct optee_param) - OPTEE_RPC_PARAMS)

/* What the client's next RETURN_FROM_RPC answers. */
enum call_phase {
	CALL_INTERRUPTED, /* nothing: a foreign interrupt */
	CALL_COMMAND,	  /* an RPC message */
	CALL_DISCARD,	  /* SHM_FREE of an allocation that the mediator refused */
	CALL_ALLOC,	  /* ALLOC of a page for RPC messages, for a client that gave none */
	CALL_ALLOC_FREE,  /* FREE of that page, which was refused; the RPC fails */
	CALL_END_FREE,	  /* FREE of that page, after the call has ended */
};

#define CALL_FREE      0u
#define CALL_BUSY      1u
#define CALL_SUSPENDED 2u
#define CALL_STUCK     3u

struct call {
	/*
	 * Atomic: CALL_FREE, _BUSY (an activation owns it), _SUSPENDED, or _STUCK (its client is gone, but the secure world
	 * hasn't ended the call).
	 */
	uint32_t state;
	enum call_phase phase;
	uint32_t thread;	     /* OP-TEE's thread, for RETURN_FROM_RPC */
	uint32_t cmd, num_params;    /* of the argument */
	uint32_t rpc_cmd, rpc_count; /* fields of the RPC message */
	uint32_t lists;		     /* page list pages to give back */
	uint32_t result;	     /* a0 of the call, during CALL_END_FREE */
	bool page_by_rpc;	     /* the client's page for RPC messages comes from ALLOC */
	uint64_t cookie;	     /* to register or unregister */
	uint64_t page_cookie;	     /* of the page that came from ALLOC */
	uint64_t discard_type, discard_cookie;
	struct optee_arg *client;     /* argument in the client's memory */
	struct optee_arg *client_rpc; /* RPC message there; NULL: none yet */
	struct optee_arg *shadow, *shadow_rpc;
};

/** The shadow page with the slots of all calls, slot 0 first. It outlives a restart of the mediator. */
struct optee_arg *call_shadow_page(void);

/** The slot of call `index`, below CALL_SLOTS. */
struct optee_arg *call_shadow(unsigned int index);

/** Claim a free call, which then belongs to the caller; NULL: none is free. */
struct call *call_claim(void);

/** Claim call `index`, below CALL_SLOTS, if it is suspended; else NULL. */
struct call *call_take(unsigned int index);

/** Give a claimed call back, in this state; the caller doesn't touch it any more. */
void call_put(struct call *call, uint32_t state);

/** The registers with which the secure world runs the argument in the call's slot. */
void call_to_shadow(const struct call *call, uint64_t x[8]);

/** Start a yielding call with an argument: CALL_WITH_ARG, _RPC_ARG, _REGD_ARG. */
void call_start(uint64_t x[8]);

/** Resume a call by RETURN_FROM_RPC. x[3] is the call's number, which the client got with the RPC. */
void call_resume(uint64_t x[8]);

/** Number of calls that have a slot. */
unsigned int call_in_flight(void);

/** Forget all calls. */
void call_reset(void);

/** Fill in the registers of a fast or yielding call to the secure world, or results. */
static inline void call_registers(uint64_t x[8], uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3)
{
	x[0] = x0, x[1] = x1, x[2] = x2, x[3] = x3;
	x[4] = x[5] = x[6] = x[7] = 0;
}
