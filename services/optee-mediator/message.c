/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include "ledger.h"
#include "list.h"
#include "message.h"
#include "platform.h"
#include "registry.h"
#include "window.h"

#define KNOWN_ATTRIBUTES (OPTEE_TYPE_MASK | OPTEE_META | OPTEE_NONCONTIG | OPTEE_CACHE_MASK)

/* Messages are copied as 64-bit words, each read or written once. */
union words {
	struct optee_arg *arg;
	uint64_t *word;
};

_Static_assert(sizeof(struct optee_arg) == 4 * sizeof(uint64_t) &&
		   sizeof(struct optee_param) == 4 * sizeof(uint64_t),
	       "copied by fours");

static void copy_four(uint64_t to[4], uint64_t from[4])
{
	uint64_t a = client_load(&from[0]), b = client_load(&from[1]);
	uint64_t c = client_load(&from[2]), d = client_load(&from[3]);

	to[0] = a, to[1] = b, to[2] = c, to[3] = d;
}

void message_fetch(struct call *call)
{
	union words to = {.arg = call->shadow}, from = {.arg = call->client};
	/* Header and parameters have the same size. */
	for (unsigned int left = call->num_params + 1; left; left--) {
		copy_four(to.word, from.word);
		to.word += 4, from.word += 4;
	}
	call->shadow->num_params = call->num_params; /* the client may have changed it since */
	call->cmd = call->shadow->cmd;
	call->shadow_rpc = to.arg;
}

void message_answer(struct optee_arg *client, uint32_t error)
{
	client_store(&client->ret, error);
	client_store(&client->ret_origin, TEEC_ORIGIN_COMMS);
}

/* Put the client's page list (or its buffer's) behind a parameter. */
static uint32_t translate_list(struct call *call, struct optee_param *param)
{
	struct list list;
	int error = list_build(param->tmem.buf_ptr, param->tmem.size, true, &list);

	/* Retry only if other calls hold pages, which come back: this call's own pages don't. */
	if (error == -EAGAIN)
		return call->lists ? TEEC_ERROR_OUT_OF_MEMORY : OPTEE_ETHREAD_LIMIT;
	if (error)
		return TEEC_ERROR_BAD_PARAMETERS;
	call->lists |= list.pages;
	param->tmem.buf_ptr = list.buf_ptr;
	return OPTEE_OK;
}

/*
 * Temporary memory. A contiguous buffer lies in the reserved area (window mode), which the mediator has registered as a whole,
 * so the buffer becomes a reference to that registration. This saves a list per call, and in OP-TEE an object per list.
 */
static uint32_t translate_tmem(struct call *call, struct optee_param *param)
{
	const struct mediator_window *area = &mediator_config.windows[0];

	if (param->tmem.buf_ptr == 0) { /* a null reference */
		param->attr &= ~(uint64_t)OPTEE_NONCONTIG;
		return OPTEE_OK;
	}
	if (!registry_allowed(param->tmem.shm_ref))
		return TEEC_ERROR_BAD_PARAMETERS;
	if (param->attr & OPTEE_NONCONTIG)
		return translate_list(call, param);

	uint64_t offset = param->tmem.buf_ptr - area->client_ipa;

	if (mediator_config.mode != MEDIATOR_WINDOW || param->tmem.size > area->size ||
	    offset > area->size - param->tmem.size)
		return TEEC_ERROR_BAD_PARAMETERS;
	param->attr -= OPTEE_TMEM_INPUT - OPTEE_RMEM_INPUT;
	param->rmem.offs = offset;
	param->rmem.shm_ref = REGISTRY_OWN_WINDOW;
	return OPTEE_OK;
}

static uint32_t translate_params(struct call *call)
{
	for (unsigned int i = 0; i < call->num_params; i++) {
		struct optee_param *param = &call->shadow->params[i];
		uint32_t error = OPTEE_OK;

		if (param->attr & ~(uint64_t)KNOWN_ATTRIBUTES)
			return TEEC_ERROR_BAD_PARAMETERS;
		param->attr &= ~(uint64_t)OPTEE_CACHE_MASK;
		switch (param->attr & OPTEE_TYPE_MASK) {
		case OPTEE_NONE:
		case OPTEE_VALUE_INPUT:
		case OPTEE_VALUE_OUTPUT:
		case OPTEE_VALUE_INOUT:
			break;
		case OPTEE_RMEM_INPUT:
		case OPTEE_RMEM_OUTPUT:
		case OPTEE_RMEM_INOUT: /* the secure world checks offset and size */
			if (param->rmem.shm_ref && !registry_allowed(param->rmem.shm_ref))
				error = TEEC_ERROR_BAD_PARAMETERS;
			break;
		case OPTEE_TMEM_INPUT:
		case OPTEE_TMEM_OUTPUT:
		case OPTEE_TMEM_INOUT:
			error = translate_tmem(call, param);
			break;
		default:
			error = TEEC_ERROR_BAD_PARAMETERS;
		}
		if (error)
			return error;
	}
	return OPTEE_OK;
}

/* The page that may hold arguments: the first page of a buffer that starts at a page. */
static uint32_t argument_page(const struct optee_param *param)
{
	const uint64_t *entry = window_address(param->tmem.buf_ptr, sizeof(*entry));
	uint64_t page = entry ? client_load(entry) / OPTEE_PAGE : REGISTRY_NO_ARGUMENT;

	return param->tmem.buf_ptr % OPTEE_PAGE || page >= REGISTRY_RPC ? REGISTRY_NO_ARGUMENT
									: (uint32_t)page;
}

static uint32_t translate_register(struct call *call)
{
	struct optee_param *param = call->shadow->params;

	if (call->num_params != 1 || param->attr != (OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG))
		return TEEC_ERROR_BAD_PARAMETERS;

	int error = registry_add(param->tmem.shm_ref, argument_page(param));

	if (error)
		return error == -ENOSPC ? TEEC_ERROR_OUT_OF_MEMORY : TEEC_ERROR_BAD_PARAMETERS;

	uint32_t result = translate_list(call, param);

	if (result)
		registry_remove(param->tmem.shm_ref);
	else
		call->cookie = param->tmem.shm_ref;
	return result;
}

static uint32_t translate_unregister(struct call *call)
{
	struct optee_param *param = call->shadow->params;
	uint32_t value;

	if (call->num_params != 1 || param->attr != OPTEE_RMEM_INPUT ||
	    !registry_find(param->rmem.shm_ref, &value) || value == REGISTRY_RPC)
		return TEEC_ERROR_BAD_PARAMETERS;
	if (value & REGISTRY_STALE) {
		registry_remove(param->rmem.shm_ref);
		return MESSAGE_DONE;
	}
	call->cookie = param->rmem.shm_ref;
	return OPTEE_OK;
}

uint32_t message_translate(struct call *call)
{
	uint32_t result;

	switch (call->cmd) {
	case OPTEE_CMD_REGISTER_SHM:
		return translate_register(call);
	case OPTEE_CMD_UNREGISTER_SHM:
		return translate_unregister(call);
	case OPTEE_CMD_OPEN_SESSION:
		result = translate_params(call);
		if (!result && !ledger_reserve())
			result = TEEC_ERROR_OUT_OF_MEMORY;
		break;
	case OPTEE_CMD_INVOKE:
	case OPTEE_CMD_CLOSE_SESSION:
	case OPTEE_CMD_CANCEL:
	case OPTEE_CMD_DO_BOTTOM_HALF:
	case OPTEE_CMD_STOP_ASYNC_NOTIF:
		result = translate_params(call);
		break;
	default:
		return OPTEE_EBADCMD;
	}
	if (result) {
		list_release(call->lists);
		call->lists = 0;
	}
	return result;
}

void message_outputs(struct optee_param *to, const struct optee_param *from,
		     const struct optee_param *types, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		switch (types[i].attr & OPTEE_TYPE_MASK) {
		case OPTEE_VALUE_OUTPUT:
		case OPTEE_VALUE_INOUT:
			client_store(&to[i].value.a, client_load(&from[i].value.a));
			client_store(&to[i].value.b, client_load(&from[i].value.b));
			client_store(&to[i].value.c, client_load(&from[i].value.c));
			break;
		case OPTEE_RMEM_OUTPUT:
		case OPTEE_RMEM_INOUT:
		case OPTEE_TMEM_OUTPUT:
		case OPTEE_TMEM_INOUT: /* both structures have `size` at the same place */
			client_store(&to[i].rmem.size, client_load(&from[i].rmem.size));
			break;
		}
	}
}

void message_settle(struct call *call, uint32_t result)
{
	const struct optee_arg *shadow = call->shadow;
	bool success = result == OPTEE_OK && shadow->ret == TEEC_SUCCESS;

	list_release(call->lists);
	call->lists = 0;
	if (call->cmd == OPTEE_CMD_OPEN_SESSION)
		ledger_settle(success ? shadow->session : 0);
	else if (call->cmd == OPTEE_CMD_CLOSE_SESSION && success)
		ledger_closed(shadow->session);
	if (call->cookie && success == (call->cmd == OPTEE_CMD_UNREGISTER_SHM))
		registry_remove(call->cookie);
}

void message_finish(struct call *call, uint32_t result)
{
	struct optee_arg *client = call->client, *shadow = call->shadow;

	if (result == OPTEE_OK) {
		if (call->cmd == OPTEE_CMD_OPEN_SESSION)
			client_store(&client->session, shadow->session);
		message_outputs(client->params, shadow->params, shadow->params, call->num_params);
		client_store(&client->ret_origin, shadow->ret_origin);
		client_store(&client->ret, shadow->ret);
	}
	message_settle(call, result);
}
