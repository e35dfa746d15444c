/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include "list.h"
#include "message.h"
#include "registry.h"
#include "rpc.h"
#include "window.h"

void rpc_fail(struct call *call, uint32_t error)
{
	call->shadow_rpc->ret = error;
	call->shadow_rpc->ret_origin = TEEC_ORIGIN_COMMS;
}

/* May this parameter go to the client? */
static bool presentable(const struct optee_param *param)
{
	uint64_t ipa;

	switch (param->attr) {
	case OPTEE_NONE:
	case OPTEE_VALUE_INPUT:
	case OPTEE_VALUE_OUTPUT:
	case OPTEE_VALUE_INOUT:
		return true;
	case OPTEE_RMEM_INPUT:
	case OPTEE_RMEM_OUTPUT:
	case OPTEE_RMEM_INOUT:
		return param->rmem.shm_ref == 0 || registry_allowed(param->rmem.shm_ref);
	case OPTEE_TMEM_INPUT:
	case OPTEE_TMEM_OUTPUT:
	case OPTEE_TMEM_INOUT:
		return param->tmem.buf_ptr == 0 ||
		       window_of_pa(param->tmem.buf_ptr, param->tmem.size, &ipa);
	default:
		return false;
	}
}

bool rpc_take(struct call *call)
{
	struct optee_arg *rpc = call->shadow_rpc;

	call->rpc_cmd = rpc->cmd;
	call->rpc_count = rpc->num_params;
	if (call->rpc_count > OPTEE_RPC_PARAMS) {
		rpc_fail(call, TEEC_ERROR_BAD_PARAMETERS);
		return false;
	}
	for (unsigned int i = 0; i < call->rpc_count; i++) {
		if (!presentable(&rpc->params[i])) {
			rpc_fail(call, TEEC_ERROR_BAD_PARAMETERS);
			return false;
		}
	}
	if (call->rpc_count == 0)
		return true;
	/* The client may reuse the cookie as soon as it has freed the buffer. */
	if (call->rpc_cmd == OPTEE_RPC_CMD_SHM_FREE)
		registry_remove(rpc->params[0].value.b);
	if (call->rpc_cmd == OPTEE_RPC_CMD_SHM_ALLOC)
		call->discard_type = rpc->params[0].value.a;
	return true;
}

static void present_header(struct call *call, uint32_t cmd, uint32_t count)
{
	struct optee_arg *to = call->client_rpc, *from = call->shadow_rpc;

	client_store(&to->cmd, cmd);
	client_store(&to->func, from->func);
	client_store(&to->session, from->session);
	client_store(&to->cancel_id, from->cancel_id);
	client_store(&to->ret, from->ret);
	client_store(&to->ret_origin, from->ret_origin);
	client_store(&to->num_params, count);
}

static void present_param(struct optee_param *to, uint64_t attr, uint64_t a, uint64_t b, uint64_t c)
{
	client_store(&to->attr, attr);
	client_store(&to->value.a, a);
	client_store(&to->value.b, b);
	client_store(&to->value.c, c);
}

void rpc_present(struct call *call)
{
	present_header(call, call->rpc_cmd, call->rpc_count);
	for (unsigned int i = 0; i < call->rpc_count; i++) {
		struct optee_param *from = &call->shadow_rpc->params[i];
		uint64_t a = from->value.a;

		/* rpc_take() has checked the address: in a window, or 0. */
		if ((from->attr & OPTEE_TYPE_MASK) >= OPTEE_TMEM_INPUT && a)
			window_of_pa(from->tmem.buf_ptr, from->tmem.size, &a);
		present_param(&call->client_rpc->params[i], from->attr, a, from->value.b,
			      from->value.c);
	}
}

void rpc_present_free(struct call *call)
{
	present_header(call, OPTEE_RPC_CMD_SHM_FREE, 1);
	present_param(call->client_rpc->params, OPTEE_VALUE_INPUT, call->discard_type,
		      call->discard_cookie, 0);
}

/*
 * Take the client's answer to SHM_ALLOC: a buffer, contiguous or by a page list. The secure world gets a page list in both
 * cases.
 */
static enum rpc_answer collect_alloc(struct call *call)
{
	struct optee_param *to = call->shadow_rpc->params, *from = call->client_rpc->params;
	uint64_t attr = client_load(&from->attr) & ~(uint64_t)OPTEE_CACHE_MASK;
	uint64_t buf_ptr = client_load(&from->tmem.buf_ptr);
	uint64_t size = client_load(&from->tmem.size), cookie = client_load(&from->tmem.shm_ref);
	struct list list;

	if ((attr & ~(uint64_t)OPTEE_NONCONTIG) != OPTEE_TMEM_OUTPUT || call->rpc_count != 1) {
		rpc_fail(call, TEEC_ERROR_BAD_PARAMETERS);
		return RPC_DONE;
	}

	/* The shadow still holds the request: value.b bytes are wanted. */
	int error =
	    size < to->value.b ? -EINVAL : list_build(buf_ptr, size, attr & OPTEE_NONCONTIG, &list);

	if (error == -EAGAIN)
		return RPC_AGAIN;
	if (!error) {
		error = registry_add(cookie, REGISTRY_RPC);
		if (error)
			list_release(list.pages);
	}
	if (error) {
		call->discard_cookie = cookie;
		rpc_fail(call,
			 error == -ENOSPC ? TEEC_ERROR_OUT_OF_MEMORY : TEEC_ERROR_BAD_PARAMETERS);
		return RPC_DISCARD;
	}
	call->lists |= list.pages;
	to->attr = OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG;
	to->tmem.buf_ptr = list.buf_ptr;
	to->tmem.size = size;
	to->tmem.shm_ref = cookie;
	call->shadow_rpc->ret = TEEC_SUCCESS;
	return RPC_DONE;
}

enum rpc_answer rpc_collect(struct call *call)
{
	struct optee_arg *rpc = call->shadow_rpc, *client = call->client_rpc;
	uint32_t ret = client_load(&client->ret);

	rpc->ret_origin = client_load(&client->ret_origin);
	if (call->rpc_cmd == OPTEE_RPC_CMD_SHM_ALLOC && ret == TEEC_SUCCESS)
		return collect_alloc(call);
	message_outputs(rpc->params, client->params, rpc->params, call->rpc_count);
	rpc->ret = ret;
	return RPC_DONE;
}
