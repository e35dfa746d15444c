/* SPDX-License-Identifier: BSD-3-Clause */
#include "rpc.h"
#include <string.h>
#include "nsmem.h"
#include "partition.h"
#include "thread.h"

static uint64_t pair(uint64_t high, uint64_t low)
{
	return high << 32 | (uint32_t)low;
}

static void free_arg(uint64_t cookie)
{
	uint64_t regs[4] = {SMC_RPC_FREE, cookie >> 32, (uint32_t)cookie};

	thread_rpc(regs);
}

/*
 * The thread's RPC argument: what came with the call, else one allocated by the normal world now.
 */
static struct msg_arg *get_arg(struct thread *t)
{
	uint64_t regs[4] = {SMC_RPC_ALLOC, MSG_ARG_SIZE(RPC_MAX_PARAMS)};
	uint64_t pa, cookie;

	if (t->rpc_arg)
		return nsmem_pointer(t->rpc_arg);
	thread_rpc(regs);
	pa = pair(regs[0], regs[1]);
	cookie = pair(regs[2], regs[3]);
	if (!pa)
		return NULL;
	if (pa % NS_PAGE_SIZE || !nsmem_check(t->partition->vm, pa, NS_PAGE_SIZE)) {
		free_arg(cookie);
		return NULL;
	}
	t->rpc_arg = pa;
	t->rpc_cookie = cookie;
	t->rpc_arg_owned = true;
	return nsmem_pointer(pa);
}

void rpc_finish(struct thread *t)
{
	if (t->rpc_arg_owned)
		free_arg(t->rpc_cookie);
	t->rpc_arg = 0;
	t->rpc_arg_owned = false;
}

/* Run one command; @params is copied out and, with the answer, back in. */
static tee_result command(uint32_t cmd, struct msg_param *params, uint32_t count)
{
	struct thread *t = thread_current();
	struct msg_arg *arg = get_arg(t);
	uint64_t regs[4] = {SMC_RPC_CMD, t->rpc_cookie >> 32, (uint32_t)t->rpc_cookie};
	volatile struct msg_arg *answer = arg;

	if (!arg)
		return TEE_ERROR_OUT_OF_MEMORY;
	memset(arg, 0, sizeof(*arg));
	arg->cmd = cmd;
	arg->num_params = count;
	arg->ret = TEE_ERROR_GENERIC; /* stays so if nobody answers */
	memcpy(arg->params, params, count * sizeof(*params));
	thread_rpc(regs);
	memcpy(params, arg->params, count * sizeof(*params));
	return answer->ret;
}

tee_result rpc_suspend(uint32_t ms)
{
	struct msg_param param = {.attr = MSG_ATTR_VALUE_INPUT, .value = {ms, 0, 0}};

	return command(RPC_CMD_SUSPEND, &param, 1);
}

tee_result rpc_get_time(uint64_t *seconds, uint64_t *nanoseconds)
{
	struct msg_param param = {.attr = MSG_ATTR_VALUE_OUTPUT};
	tee_result result = command(RPC_CMD_GET_TIME, &param, 1);

	*seconds = param.value.a;
	*nanoseconds = param.value.b;
	return result;
}

tee_result rpc_wait_notification(uint32_t value)
{
	struct msg_param param = {.attr = MSG_ATTR_VALUE_INPUT,
				  .value = {RPC_NOTIFICATION_WAIT, value, 0}};

	return command(RPC_CMD_NOTIFICATION, &param, 1);
}

static void free_buffer(uint64_t cookie)
{
	struct msg_param param = {.attr = MSG_ATTR_VALUE_INPUT,
				  .value = {RPC_SHM_TYPE_APPL, cookie, 0}};

	command(RPC_CMD_SHM_FREE, &param, 1);
}

tee_result rpc_buffer_alloc(uint64_t size, struct rpc_buffer *buffer)
{
	struct partition *p = thread_current()->partition;
	struct msg_param param = {.attr = MSG_ATTR_VALUE_INPUT,
				  .value = {RPC_SHM_TYPE_APPL, size, 8}};
	tee_result result = command(RPC_CMD_SHM_ALLOC, &param, 1);

	if (result != TEE_SUCCESS)
		return TEE_ERROR_OUT_OF_MEMORY;
	buffer->cookie = param.tmem.shm_ref;
	buffer->memref = (struct memref){.size = param.tmem.size};
	if (param.tmem.size < size)
		result = TEE_ERROR_OUT_OF_MEMORY;
	else if (param.attr == (MSG_ATTR_TMEM_OUTPUT | MSG_ATTR_NONCONTIG))
		result = shm_from_list(p, param.tmem.buf_ptr, param.tmem.size, buffer->cookie,
				       &buffer->memref.shm);
	else if (param.attr == MSG_ATTR_TMEM_OUTPUT)
		result = shm_from_page(p, param.tmem.buf_ptr, param.tmem.size, buffer->cookie,
				       &buffer->memref.shm);
	else
		result = TEE_ERROR_BAD_PARAMETERS;
	if (result != TEE_SUCCESS) {
		free_buffer(buffer->cookie);
		return TEE_ERROR_OUT_OF_MEMORY;
	}
	return TEE_SUCCESS;
}

void rpc_buffer_free(struct rpc_buffer *buffer)
{
	shm_put(thread_current()->partition, buffer->memref.shm);
	free_buffer(buffer->cookie);
}

tee_result rpc_fs(uint32_t op, uint32_t *handle, uint64_t extra, const struct rpc_buffer *buffer,
		  struct rpc_part io[2])
{
	struct msg_param params[3] = {
	    {.attr = MSG_ATTR_VALUE_INPUT, .value = {op, *handle, extra}}};
	uint32_t count = 1;
	tee_result result;

	for (unsigned int i = 0; i < 2 && io && io[i].attr; i++) {
		params[count].attr = io[i].attr;
		params[count].rmem.offs = io[i].offs;
		params[count].rmem.size = io[i].size;
		params[count++].rmem.shm_ref = buffer->cookie;
	}
	if (op == RPC_FS_OPEN || op == RPC_FS_CREATE)
		params[count++].attr = MSG_ATTR_VALUE_OUTPUT;
	result = command(RPC_CMD_FS, params, count);
	if (op == RPC_FS_OPEN || op == RPC_FS_CREATE)
		*handle = params[2].value.a;
	else if (count > 1)
		io[0].size = params[1].rmem.size;
	return result;
}
