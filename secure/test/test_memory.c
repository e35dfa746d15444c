/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared memory and arguments, good and hostile; ranges per VM. */
#include "test.h"

static uint32_t xor
    (uint32_t session, uint64_t cookie, uint64_t offs, uint64_t size, uint16_t vm) {
	    struct msg_arg *arg = message(MSG_CMD_INVOKE_COMMAND, session, BENCH_TA_XOR, 2);
	    uint32_t result;

	    arg->params[0].attr = MSG_ATTR_RMEM_INOUT;
	    arg->params[0].rmem.offs = offs;
	    arg->params[0].rmem.size = size;
	    arg->params[0].rmem.shm_ref = cookie;
	    arg->params[1].attr = MSG_ATTR_VALUE_INOUT;
	    arg->params[1].value.a = 0xFF;
	    result = run(arg, vm);
	    return result ? result : arg->ret;
    }

    static uint32_t call_at(uint64_t pa, uint16_t vm)
{
	struct call call;

	return call_tee(&call, SMC_CALL_WITH_ARG, pa >> 32, (uint32_t)pa, 0, vm);
}

static void test_arguments(void)
{
	struct msg_arg *arg = message(99, 0, 0, 0);

	CHECK_EQUAL(run(arg, 1), SMC_EBADCMD);
	CHECK_EQUAL(call_at(BUFFERS + 8, 1), SMC_EBADADDR);
	CHECK_EQUAL(call_at(0, 1), SMC_EBADADDR);
	CHECK_EQUAL(call_at(GICD_BASE, 1), SMC_EBADADDR);
	CHECK_EQUAL(call_at(MONITOR_DATA_BASE, 1), SMC_EBADADDR);
	CHECK_EQUAL(call_at(TEE_DATA_BASE, 1), SMC_EBADADDR);
	CHECK_EQUAL(call_at(0xFFFFFFFFFFFFF000, 1), SMC_EBADADDR);
	CHECK_EQUAL(call_at(0x8000000000, 1), SMC_EBADADDR);
	arg = message(MSG_CMD_INVOKE_COMMAND, 1, 0, MSG_MAX_PARAMS + 1);
	CHECK_EQUAL(run(arg, 1), SMC_EBADADDR);
	arg = message(MSG_CMD_INVOKE_COMMAND, 1, 0, 0xFFFFFFFF);
	CHECK_EQUAL(run(arg, 1), SMC_EBADADDR);
	arg = message(MSG_CMD_INVOKE_COMMAND, 1, 0, MSG_MAX_PARAMS);
	CHECK_EQUAL(run(arg, 1), SMC_OK);
	CHECK_EQUAL(arg->ret, TEE_ERROR_BAD_PARAMETERS);
}

void test_memory(void)
{
	uint8_t *buffer = (uint8_t *)BUFFERS;
	uint32_t session = 0;
	struct msg_arg *arg;

	test_arguments();
	for (unsigned int i = 0; i < 3 * NS_PAGE_SIZE; i++)
		buffer[i] = i;
	CHECK_EQUAL(open_session(uuid_bench, 1, &session), TEE_SUCCESS);
	CHECK_EQUAL(register_range(BUFFERS + 100, 8000, 0x11, 1), TEE_SUCCESS);
	CHECK_EQUAL(register_range(BUFFERS + 100, 8000, 0x11, 1), TEE_ERROR_BAD_PARAMETERS);
	CHECK_EQUAL(xor(session, 0x11, 4000, 300, 1), TEE_SUCCESS);
	CHECK_EQUAL(buffer[4099], (uint8_t)4099);
	CHECK_EQUAL(buffer[4100], (uint8_t)~4100);
	CHECK_EQUAL(buffer[4399], (uint8_t)~4399);
	CHECK_EQUAL(buffer[4400], (uint8_t)4400);
	CHECK_EQUAL(xor(session, 0x11, 4000, 4001, 1), TEE_ERROR_SECURITY);
	CHECK_EQUAL(xor(session, 0x11, ~0UL, 2, 1), TEE_ERROR_SECURITY);
	CHECK_EQUAL(xor(session, 0x11, 8000, 0, 1), TEE_SUCCESS);
	CHECK_EQUAL(xor(session, 0x12, 0, 1, 1), TEE_ERROR_BAD_PARAMETERS);
	CHECK_EQUAL(xor(session, 0x11, 0, 1, 2), TEE_ERROR_BAD_PARAMETERS);
	CHECK_EQUAL(unregister(0x11, 2), TEE_ERROR_ITEM_NOT_FOUND);
	CHECK_EQUAL(unregister(0x11, 1), TEE_SUCCESS);
	CHECK_EQUAL(unregister(0x11, 1), TEE_ERROR_ITEM_NOT_FOUND);

	/* Memory that is not the normal world's. */
	CHECK_EQUAL(register_range(TEE_DATA_BASE, 4096, 0x20, 1), TEE_ERROR_SECURITY);
	CHECK_EQUAL(register_range(MONITOR_DATA_BASE, 4096, 0x20, 1), TEE_ERROR_SECURITY);
	CHECK_EQUAL(register_range(GICD_BASE, 4096, 0x20, 1), TEE_ERROR_SECURITY);
	CHECK_EQUAL(register_range(BUFFERS, ~0UL, 0x20, 1), TEE_ERROR_BAD_PARAMETERS);
	CHECK_EQUAL(register_range(BUFFERS, 0, 0x20, 1), TEE_ERROR_BAD_PARAMETERS);

	/* 16 MiB, and 600 small buffers at once. */
	CHECK_EQUAL(register_range(0x64000000, 16 << 20, 0x30, 1), TEE_SUCCESS);
	CHECK_EQUAL(unregister(0x30, 1), TEE_SUCCESS);
	for (uint64_t i = 0; i < 600; i++)
		if (register_range(0x64000000 + i * 4096, 4096, 0x1000 + i, 1))
			CHECK_EQUAL(i, 600);
	for (uint64_t i = 0; i < 600; i++)
		CHECK_EQUAL(unregister(0x1000 + i, 1), TEE_SUCCESS);

	/*
	 * The memory limit is the partition's own: exhaust it, the other goes on, all comes back.
	 */
	for (uint64_t i = 0; i < 64; i++)
		register_range(0x64000000, 16 << 20, 0x2000 + i, 1);
	CHECK_EQUAL(register_range(0x64000000, 16 << 20, 0x3000, 1), TEE_ERROR_OUT_OF_MEMORY);
	CHECK_EQUAL(register_range(0x64000000, 16 << 20, 0x3000, 2), TEE_SUCCESS);
	CHECK_EQUAL(unregister(0x3000, 2), TEE_SUCCESS);
	for (uint64_t i = 0; i < 64; i++)
		unregister(0x2000 + i, 1);
	CHECK_EQUAL(register_range(0x64000000, 16 << 20, 0x3000, 1), TEE_SUCCESS);
	CHECK_EQUAL(unregister(0x3000, 1), TEE_SUCCESS);

	/* A list that loops, one that leaves RAM, an odd entry, contiguous memory, NULL. */
	arg = message(MSG_CMD_REGISTER_SHM, 0, 0, 1);
	arg->params[0].attr = MSG_ATTR_TMEM_OUTPUT | MSG_ATTR_NONCONTIG;
	arg->params[0].tmem.buf_ptr = LISTS;
	arg->params[0].tmem.size = 600 * NS_PAGE_SIZE;
	for (unsigned int i = 0; i < PAGE_LIST_ENTRIES; i++)
		((uint64_t *)LISTS)[i] = BUFFERS;
	((uint64_t *)LISTS)[PAGE_LIST_ENTRIES] = LISTS;
	CHECK_EQUAL(run(arg, 1), SMC_OK);
	CHECK_EQUAL(arg->ret, TEE_SUCCESS);
	CHECK_EQUAL(unregister(0, 1), TEE_SUCCESS);
	arg = message(MSG_CMD_REGISTER_SHM, 0, 0, 1);
	arg->params[0].attr = MSG_ATTR_TMEM_OUTPUT | MSG_ATTR_NONCONTIG;
	arg->params[0].tmem.buf_ptr = LISTS;
	arg->params[0].tmem.size = 600 * NS_PAGE_SIZE;
	((uint64_t *)LISTS)[PAGE_LIST_ENTRIES] = TEE_DATA_BASE;
	CHECK_EQUAL(run(arg, 1), SMC_OK);
	CHECK_EQUAL(arg->ret, TEE_ERROR_SECURITY);
	((uint64_t *)LISTS)[5] = BUFFERS + 8;
	CHECK_EQUAL(run(arg, 1), SMC_OK);
	CHECK_EQUAL(arg->ret, TEE_ERROR_SECURITY);
	arg = message(MSG_CMD_INVOKE_COMMAND, session, BENCH_TA_SILENT, 1);
	arg->params[0].attr = MSG_ATTR_TMEM_INPUT;
	CHECK_EQUAL(run(arg, 1), SMC_OK);
	CHECK_EQUAL(arg->ret, TEE_SUCCESS);
	arg->params[0].tmem.buf_ptr = BUFFERS;
	arg->params[0].tmem.size = 16;
	CHECK_EQUAL(run(arg, 1), SMC_OK);
	CHECK_EQUAL(arg->ret, TEE_ERROR_BAD_PARAMETERS);
	CHECK_EQUAL(close_session(session, 1), TEE_SUCCESS);
}

static uint32_t allow(uint16_t id, uint64_t base, uint64_t size, uint16_t vm)
{
	struct call call;

	return call_tee(&call, SECURE_WORLD_MEM_ALLOW, id, base, size, vm);
}

/* VM 3 may name what it was given: its message page and one buffer. VM 4 was given nothing. */
void test_ranges(void)
{
	struct msg_arg *arg = message(0, 0, 0, 0);
	struct call call;
	uint32_t session = 0;

	CHECK_EQUAL(call_tee(&call, SECURE_WORLD_VERSION, 0, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(call.r[1], SECURE_WORLD_ABI);
	CHECK_EQUAL(allow(3, (uint64_t)arg, 4096, 1), SECURE_WORLD_ENOTAVAIL);
	CHECK_EQUAL(allow(1, (uint64_t)arg, 4096, 0), SECURE_WORLD_ENOTAVAIL);
	CHECK_EQUAL(allow(0, (uint64_t)arg, 4096, 0), SECURE_WORLD_ENOTAVAIL);
	CHECK_EQUAL(allow(3, TEE_DATA_BASE, 4096, 0), SECURE_WORLD_EBADADDR);
	CHECK_EQUAL(allow(3, BUFFERS, 100, 0), SECURE_WORLD_EBADADDR);
	CHECK_EQUAL(allow(3, BUFFERS, 0, 0), SECURE_WORLD_EBADADDR);
	CHECK_EQUAL(allow(3, 0x60000000, ~0xFFFUL, 0), SECURE_WORLD_EBADADDR);
	CHECK_EQUAL(allow(3, (uint64_t)arg, 4096, 0), SMC_OK);
	CHECK_EQUAL(allow(3, BUFFERS, 8192, 0), SMC_OK);
	CHECK_EQUAL(allow(3, LISTS, 4096, 0), SMC_OK);
	CHECK_EQUAL(call_tee(&call, SECURE_WORLD_MEM_SEAL, 0, 0, 0, 3), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 3, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(open_session(uuid_bench, 3, &session), TEE_SUCCESS);
	CHECK_EQUAL(call_at(BUFFERS + 0x10000, 3), SMC_EBADADDR);
	CHECK_EQUAL(register_range(BUFFERS, 8192, 1, 3), TEE_SUCCESS);
	CHECK_EQUAL(register_range(BUFFERS, 8193, 2, 3), TEE_ERROR_SECURITY);
	CHECK_EQUAL(register_range(0x60000000, 4096, 3, 3), TEE_ERROR_SECURITY);
	CHECK_EQUAL(register_range(0x64000000, 4096, 4, 1), TEE_SUCCESS);
	CHECK_EQUAL(unregister(4, 1), TEE_SUCCESS);
	CHECK_EQUAL(xor(session, 1, 0, 8192, 3), TEE_SUCCESS);
	/* An RPC argument that the VM may not name is given back, and the command fails. */
	CHECK_EQUAL(invoke_value(session, BENCH_TA_TIME, ~0U, 3, NULL), TEE_ERROR_OUT_OF_MEMORY);

	CHECK_EQUAL(call_tee(&call, SECURE_WORLD_MEM_SEAL, 0, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(allow(4, BUFFERS, 4096, 0), SECURE_WORLD_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 4, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(open_session(uuid_hello, 4, &session), SMC_EBADADDR);
	CHECK_EQUAL(register_range(BUFFERS, 4096, 5, 3), TEE_SUCCESS);
}
