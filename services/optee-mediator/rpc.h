/* SPDX-License-Identifier: BSD-3-Clause */
/* RPC messages: from the secure world to the client, and the client's answer back. */
#pragma once
#include "call.h"

/** Bytes of an RPC message. */
#define RPC_SIZE OPTEE_ARG_SIZE(OPTEE_RPC_PARAMS)

/** Check the RPC message in call->shadow_rpc.
 *
 * @return false: refused, the answer is in the shadow */
bool rpc_take(struct call *call);

/** Copy the message that rpc_take() accepted to call->client_rpc. */
void rpc_present(struct call *call);

enum rpc_answer {
	RPC_DONE,    /* the answer is in the shadow */
	RPC_AGAIN,   /* page lists are short: collect again after other calls have returned */
	RPC_DISCARD, /* the shadow holds an error; the client must be told to free its allocation:
			rpc_present_free */
};

/** Copy and check the client's answer. */
enum rpc_answer rpc_collect(struct call *call);

/** Tell the client to free the allocation that was refused (message SHM_FREE). */
void rpc_present_free(struct call *call);

/** Let the RPC fail with this result of the mediator. */
void rpc_fail(struct call *call, uint32_t error);
