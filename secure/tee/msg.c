/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A message is copied before it is looked at, so what was checked is what is used; only results are
 * written back. Order of checks and results follow OP-TEE's core/tee/entry_std.c.
 */
#include "msg.h"
#include <string.h>
#include "notif.h"
#include "nsmem.h"
#include "partition.h"
#include "rpc.h"
#include "thread.h"

#define META_PARAMS	2 /* of OPEN_SESSION: application, client identity */
#define MSG_KEPT_PARAMS (META_PARAMS + TA_PARAMS)
#define BUSY_POLL_MS	1
#define BUSY_POLLS	2000

/* Logins of params[1].value.c (GlobalPlatform TEE Client API 4.3.4; the last is OP-TEE's kernel
 * login). */
#define LOGIN_LAST	 6
#define LOGIN_RESERVED	 3
#define LOGIN_REE_KERNEL 0x80000000U

/* The copy. More parameters than any command has are not kept; num_params still tells. */
struct message {
	struct msg_arg arg;
	struct msg_param params[MSG_KEPT_PARAMS];
};

_Static_assert(sizeof(struct message) == MSG_ARG_SIZE(MSG_KEPT_PARAMS), "params follow arg");

struct ta_call {
	uint32_t types;
	union ta_param params[TA_PARAMS];
};

/* A memory parameter. Null references (address 0) are allowed: an object without pages, size 0. */
static tee_result import_memory(struct partition *p, const struct msg_param *m, struct memref *out)
{
	uint32_t type = m->attr & MSG_ATTR_TYPE_MASK;

	*out = (struct memref){0};
	if (type >= MSG_ATTR_TMEM_INPUT) {
		if (!m->tmem.buf_ptr)
			return TEE_SUCCESS;
		/* No contiguous memory is shared for good: as OP-TEE with virtualization. */
		if (!(m->attr & MSG_ATTR_NONCONTIG))
			return TEE_ERROR_BAD_PARAMETERS;
		out->size = m->tmem.size;
		return shm_from_list(p, m->tmem.buf_ptr, m->tmem.size, m->tmem.shm_ref, &out->shm);
	}
	out->shm = shm_get(p, m->rmem.shm_ref);
	if (!out->shm)
		return TEE_ERROR_BAD_PARAMETERS;
	out->offs = m->rmem.offs;
	out->size = m->rmem.size;
	if (out->offs > out->shm->size || out->size > out->shm->size - out->offs)
		return TEE_ERROR_SECURITY;
	return TEE_SUCCESS;
}

static tee_result import_params(struct partition *p, const struct msg_param *params, uint32_t count,
				struct ta_call *call)
{
	memset(call, 0, sizeof(*call));
	if (count > TA_PARAMS)
		return TEE_ERROR_BAD_PARAMETERS;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t type = params[i].attr & MSG_ATTR_TYPE_MASK;
		tee_result result;

		if (params[i].attr & MSG_ATTR_META)
			return TEE_ERROR_BAD_PARAMETERS;
		switch (type) {
		case MSG_ATTR_NONE:
			break;
		case MSG_ATTR_VALUE_INPUT:
		case MSG_ATTR_VALUE_OUTPUT:
		case MSG_ATTR_VALUE_INOUT:
			call->types |= type << (4 * i);
			call->params[i].value.a = params[i].value.a;
			call->params[i].value.b = params[i].value.b;
			break;
		case MSG_ATTR_TMEM_INPUT:
		case MSG_ATTR_TMEM_OUTPUT:
		case MSG_ATTR_TMEM_INOUT:
			type -= MSG_ATTR_TMEM_INPUT - MSG_ATTR_RMEM_INPUT;
			/* fall through */
		case MSG_ATTR_RMEM_INPUT:
		case MSG_ATTR_RMEM_OUTPUT:
		case MSG_ATTR_RMEM_INOUT:
			/* Message types 5 to 7 are the application's memory types. The type is set
			 * even when the import fails: a reference may be held that must be put. */
			call->types |= type << (4 * i);
			result = import_memory(p, &params[i], &call->params[i].memref);
			if (result != TEE_SUCCESS)
				return result;
			break;
		default:
			return TEE_ERROR_BAD_PARAMETERS;
		}
	}
	return TEE_SUCCESS;
}

static void export_params(const struct ta_call *call, struct msg_param *params, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		switch (TA_TYPE(call->types, i)) {
		case TA_VALUE_OUTPUT:
		case TA_VALUE_INOUT:
			params[i].value.a = call->params[i].value.a;
			params[i].value.b = call->params[i].value.b;
			break;
		case TA_MEMREF_OUTPUT:
		case TA_MEMREF_INOUT:
			params[i].rmem.size =
			    call->params[i].memref.size; /* tmem.size lies there too */
			break;
		}
	}
}

static void put_params(struct partition *p, struct ta_call *call)
{
	for (uint32_t i = 0; i < TA_PARAMS; i++)
		if (TA_TYPE(call->types, i) >= TA_MEMREF_INPUT)
			shm_put(p, call->params[i].memref.shm);
}

static bool login_is_known(uint64_t login)
{
	return login == LOGIN_REE_KERNEL || (login <= LOGIN_LAST && login != LOGIN_RESERVED);
}

static void open_session(struct partition *p, struct msg_arg *arg)
{
	const uint64_t meta = MSG_ATTR_META | MSG_ATTR_VALUE_INPUT;
	struct ta_call call;
	uint8_t uuid[16];

	arg->session = 0;
	arg->ret_origin = TEE_ORIGIN_TEE;
	arg->ret = TEE_ERROR_BAD_PARAMETERS;
	if (arg->num_params < META_PARAMS || arg->params[0].attr != meta ||
	    arg->params[1].attr != meta || !login_is_known(arg->params[1].value.c))
		return;
	memcpy(uuid, &arg->params[0].value, sizeof(uuid));
	arg->ret =
	    import_params(p, arg->params + META_PARAMS, arg->num_params - META_PARAMS, &call);
	if (arg->ret == TEE_SUCCESS) {
		arg->ret = session_open(p, uuid, call.types, &arg->session, &arg->ret_origin);
		export_params(&call, arg->params + META_PARAMS, arg->num_params - META_PARAMS);
	}
	put_params(p, &call);
}

static void invoke(struct partition *p, struct msg_arg *arg)
{
	struct ta_call call;

	arg->ret_origin = TEE_ORIGIN_TEE;
	arg->ret = import_params(p, arg->params, arg->num_params, &call);
	if (arg->ret == TEE_SUCCESS) {
		arg->ret = session_invoke(p, arg->session, arg->func, call.types, call.params,
					  &arg->ret_origin);
		export_params(&call, arg->params, arg->num_params);
	}
	put_params(p, &call);
}

static void register_shm(struct partition *p, struct msg_arg *arg)
{
	const struct msg_param *param = &arg->params[0];
	struct shm *shm = NULL;

	arg->ret_origin = TEE_ORIGIN_TEE;
	arg->ret = TEE_ERROR_BAD_PARAMETERS;
	if (arg->num_params != 1 || param->attr != (MSG_ATTR_TMEM_OUTPUT | MSG_ATTR_NONCONTIG) ||
	    !param->tmem.buf_ptr || !param->tmem.size)
		return;
	arg->ret =
	    shm_from_list(p, param->tmem.buf_ptr, param->tmem.size, param->tmem.shm_ref, &shm);
	if (arg->ret == TEE_SUCCESS)
		arg->ret = shm_register(p, shm);
	if (arg->ret != TEE_SUCCESS)
		shm_put(p, shm);
}

/* A call that still uses the buffer ends first, as in OP-TEE; but one that never does is not waited
 * for. */
static void unregister_shm(struct partition *p, struct msg_arg *arg)
{
	unsigned int polls = 0;

	arg->ret_origin = TEE_ORIGIN_TEE;
	arg->ret = TEE_ERROR_BAD_PARAMETERS;
	if (arg->num_params != 1)
		return;
	do {
		arg->ret = shm_unregister(p, arg->params[0].rmem.shm_ref);
	} while (arg->ret == TEE_ERROR_BUSY && polls++ < BUSY_POLLS &&
		 rpc_suspend(BUSY_POLL_MS) == TEE_SUCCESS);
}

/* False: a command that this TEE does not have. */
static bool dispatch(struct partition *p, struct msg_arg *arg)
{
	switch (arg->cmd) {
	case MSG_CMD_OPEN_SESSION:
		open_session(p, arg);
		return true;
	case MSG_CMD_INVOKE_COMMAND:
		invoke(p, arg);
		return true;
	case MSG_CMD_CLOSE_SESSION:
		arg->ret_origin = TEE_ORIGIN_TEE;
		arg->ret =
		    arg->num_params ? TEE_ERROR_BAD_PARAMETERS : session_close(p, arg->session);
		return true;
	case MSG_CMD_CANCEL:
		arg->ret_origin = TEE_ORIGIN_TEE;
		arg->ret =
		    arg->num_params ? TEE_ERROR_BAD_PARAMETERS : session_cancel(p, arg->session);
		return true;
	case MSG_CMD_REGISTER_SHM:
		register_shm(p, arg);
		return true;
	case MSG_CMD_UNREGISTER_SHM:
		unregister_shm(p, arg);
		return true;
	case MSG_CMD_DO_BOTTOM_HALF: /* nothing here works in the background */
		arg->ret = TEE_SUCCESS;
		return true;
	case MSG_CMD_STOP_ASYNC_NOTIF:
		notif_stop(p);
		arg->ret = TEE_SUCCESS;
		return true;
	default:
		return false;
	}
}

/*
 * @space bytes of argument at @shared, physical address @pa, checked. @with_rpc_arg: the RPC
 * argument follows the call's own.
 */
static uint32_t call_with_arg(struct thread *t, struct msg_arg *shared, uint64_t pa, uint64_t space,
			      bool with_rpc_arg)
{
	struct message m;
	uint32_t count = *(volatile uint32_t *)&shared->num_params, kept;
	uint64_t size;

	if (count > MSG_MAX_PARAMS)
		return SMC_EBADADDR;
	size = MSG_ARG_SIZE(count);
	if (size + (with_rpc_arg ? MSG_ARG_SIZE(RPC_MAX_PARAMS) : 0) > space)
		return SMC_EBADADDR;
	if (with_rpc_arg)
		t->rpc_arg = pa + size;
	kept = count < MSG_KEPT_PARAMS ? count : MSG_KEPT_PARAMS;
	memset(&m, 0, sizeof(m));
	memcpy(&m, shared, MSG_ARG_SIZE(kept));
	m.arg.num_params = count;
	if (!dispatch(t->partition, &m.arg))
		return SMC_EBADCMD;
	shared->session = m.arg.session;
	for (uint32_t i = 0; i < kept; i++) {
		uint32_t type = m.params[i].attr & MSG_ATTR_TYPE_MASK;

		if (type == MSG_ATTR_VALUE_OUTPUT || type == MSG_ATTR_VALUE_INOUT) {
			shared->params[i].value.a = m.params[i].value.a;
			shared->params[i].value.b = m.params[i].value.b;
		} else if (type >= MSG_ATTR_RMEM_OUTPUT) {
			shared->params[i].rmem.size = m.params[i].rmem.size;
		}
	}
	shared->ret_origin = m.arg.ret_origin;
	shared->ret = m.arg.ret;
	return SMC_OK;
}

static uint32_t call_by_address(struct thread *t, uint64_t pa, bool with_rpc_arg)
{
	if (pa % NS_PAGE_SIZE || !nsmem_check(t->partition->vm, pa, NS_PAGE_SIZE))
		return SMC_EBADADDR;
	return call_with_arg(t, nsmem_pointer(pa), pa, NS_PAGE_SIZE, with_rpc_arg);
}

/* The argument lies in a registered buffer; here it may not cross a page of it. */
static uint32_t call_by_cookie(struct thread *t, uint64_t cookie, uint64_t offset)
{
	struct shm *shm = shm_get(t->partition, cookie);
	uint32_t result = SMC_EBADADDR;

	if (!shm)
		return SMC_EBADADDR;
	if (offset % sizeof(uint64_t) == 0 && offset < shm->size) {
		uint64_t at = shm->page_offset + offset, in_page = at % NS_PAGE_SIZE;
		uint64_t space = NS_PAGE_SIZE - in_page,
			 pa = shm->pages[at / NS_PAGE_SIZE] + in_page;

		if (space > shm->size - offset)
			space = shm->size - offset;
		if (pa % sizeof(uint64_t) == 0 && space >= sizeof(struct msg_arg))
			result = call_with_arg(t, nsmem_pointer(pa), pa, space, true);
	}
	shm_put(t->partition, shm);
	return result;
}

uint32_t msg_call(struct thread *t)
{
	uint64_t address = t->call.a[1] << 32 | (uint32_t)t->call.a[2];
	uint32_t result;

	switch ((uint32_t)t->call.a[0]) {
	case SMC_CALL_WITH_ARG:
		result = call_by_address(t, address, false);
		break;
	case SMC_CALL_WITH_RPC_ARG:
		result = call_by_address(t, address, true);
		break;
	case SMC_CALL_WITH_REGD_ARG:
		result = call_by_cookie(t, address, (uint32_t)t->call.a[3]);
		break;
	default:
		return SMC_EBADCMD;
	}
	rpc_finish(t);
	return result;
}
