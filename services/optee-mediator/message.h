/* SPDX-License-Identifier: BSD-3-Clause */
/* Arguments of calls: copied from the client, checked and translated in the copy, results copied
 * back. */
#pragma once
#include "call.h"

/** Copy the client's argument of call->num_params parameters to the shadow, and make the RPC
 * argument behind it. */
void message_fetch(struct call *call);

#define MESSAGE_DONE 0x100u

/** Check and translate the shadow for the secure world.
 *
 * @return OPTEE_OK: ready, registrations noted in call->cookie and call->lists; OPTEE_EBADCMD, OPTEE_ETHREAD_LIMIT (page
 *         lists are short, and other calls hold them): answer the call so; MESSAGE_DONE: it succeeded without the secure world;
 *         or a TEEC_ERROR_*: the message's own result. After any result but OPTEE_OK, nothing is held. */
uint32_t message_translate(struct call *call);

/** After the secure world's part: copy outputs to the client, and update the registry.
 *
 * @param result  a0 of the secure world */
void message_finish(struct call *call, uint32_t result);

/** message_finish() for a client that is gone: nothing is copied to it. */
void message_settle(struct call *call, uint32_t result);

/** Answer a message here: its result, with the origin "communication". */
void message_answer(struct optee_arg *client, uint32_t error);

/** Copy the outputs of `count` parameters: values, and sizes of memory. The types are those of
 * `types`, which the client can't change. */
void message_outputs(struct optee_param *to, const struct optee_param *from,
		     const struct optee_param *types, unsigned int count);
