/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads: limits, resumption, preemption, FP state; then seeded random calls. */
#include <arm/gic.h>
#include "test.h"

#define SPIN   16 /* commands of secure/ta/bench.c's own */
#define NOTIFY 17

#define NOTIF_INTID 219

void fp_fill(const void *from);
void fp_store(void *to);

static void test_limits(void)
{
	struct call call;
	struct msg_arg *arg;
	uint32_t session[2] = {0}, started = 0, result, other = 0, threads;

	call_tee(&call, SMC_GET_THREAD_COUNT, 0, 0, 0, 1);
	threads = call.r[1];
	CHECK_EQUAL(open_session(uuid_bench, 2, &other), TEE_SUCCESS);
	for (uint32_t i = 0; i <= threads; i++) {
		arg = message(MSG_CMD_OPEN_SESSION, 0, 0, 2);
		open_session(uuid_bench, 1, session);
		if (i == threads)
			break;
		arg = message(MSG_CMD_INVOKE_COMMAND, session[0], BENCH_TA_TIME, 1);
		arg->params[0].attr = MSG_ATTR_VALUE_OUTPUT;
		result = start(arg, 1, &call);
		started += result == SMC_RPC_ALLOC;
		CHECK_EQUAL(call.r[1], MSG_ARG_SIZE(RPC_MAX_PARAMS));
		CHECK_EQUAL(call.r[3], i);
		if (i + 1 == threads)
			break;
	}
	CHECK_EQUAL(started, threads);
	arg = message(MSG_CMD_CLOSE_SESSION, 0, 0, 0);
	CHECK_EQUAL(run(arg, 1), SMC_ETHREAD_LIMIT);
	CHECK_EQUAL(invoke_value(other, BENCH_TA_SILENT, 0, 2, NULL), TEE_SUCCESS);
	CHECK_EQUAL(resume(&call, threads, 0, 0, 1), SMC_ERESUME);
	CHECK_EQUAL(resume(&call, 0xFFFFFFFF, 0, 0, 1), SMC_ERESUME);
	CHECK_EQUAL(resume(&call, 0, 0, 0, 2), SMC_ERESUME);
	CHECK_EQUAL(resume(&call, 0, 0, 0, 9), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_ENABLE_SHM_CACHE, 0, 0, 0, 1), SMC_EBUSY);
	/* No memory for an RPC argument: the command fails, the thread ends. */
	CHECK_EQUAL(resume(&call, 0, 0, 0, 1), SMC_OK);
	CHECK_EQUAL(resume(&call, 0, 0, 0, 1), SMC_ERESUME);
	/* An argument in secure memory: given back at once. */
	CHECK_EQUAL(resume(&call, 1, TEE_DATA_BASE, 0xABC00000DEF, 1), SMC_RPC_FREE);
	CHECK_EQUAL(call.r[1], 0xABC);
	CHECK_EQUAL(call.r[2], 0xDEF);
	CHECK_EQUAL(resume(&call, 1, 0, 0, 1), SMC_OK);
	/* The VM ends with threads suspended. */
	CHECK_EQUAL(call_tee(&call, SMC_VM_DESTROYED, 1, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(resume(&call, 2, 0, 0, 1), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 1, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(resume(&call, 2, 0, 0, 1), SMC_ERESUME);
	CHECK_EQUAL(close_session(other, 2), TEE_SUCCESS);
}

static void test_preemption(void)
{
	static uint8_t before[512] __attribute__((aligned(16))),
	    after[512] __attribute__((aligned(16)));
	uint32_t session = 0, wrong = 0;

	for (unsigned int i = 0; i < sizeof(before); i++)
		before[i] = i * 7 + 1;
	CHECK_EQUAL(open_session(uuid_bench, 1, &session), TEE_SUCCESS);
	foreign_interrupts = 0;
	/* On a busy host the emulator's timer may come after the call: then again. */
	for (unsigned int i = 0; i < 100 && !foreign_interrupts; i++) {
		timer_start(20000);
		fp_fill(before);
		CHECK_EQUAL(invoke_value(session, SPIN, 5000000, 1, NULL), TEE_SUCCESS);
		fp_store(after);
	}
	CHECK_EQUAL(foreign_interrupts, 1);
	for (unsigned int i = 0; i < sizeof(before); i++)
		wrong += before[i] != after[i];
	CHECK_EQUAL(wrong, 0);
	CHECK_EQUAL(invoke_value(session, BENCH_TA_TIME, ~0U, 1, NULL), TEE_SUCCESS);
	CHECK_EQUAL(close_session(session, 1), TEE_SUCCESS);
}

static void test_notifications(void)
{
	struct call call;
	uint32_t session = 0;

	CHECK_EQUAL(open_session(uuid_bench, 1, &session), TEE_SUCCESS);
	CHECK_EQUAL(invoke_value(session, NOTIFY, 5, 1, NULL), TEE_ERROR_BAD_STATE);
	CHECK_EQUAL(call_tee(&call, SMC_ENABLE_ASYNC_NOTIF, 0, 0, 0, 1), SMC_OK);
	CHECK_EQUAL(invoke_value(session, NOTIFY, 64, 1, NULL), TEE_ERROR_BAD_STATE);
	*(volatile uint8_t *)(GICD_BASE + GICD_ITARGETSR(0) + NOTIF_INTID) =
	    1; /* GICv2: pending at no core otherwise */
	CHECK_EQUAL(invoke_value(session, NOTIFY, 5, 1, NULL), TEE_SUCCESS);
	CHECK_EQUAL(invoke_value(session, NOTIFY, 9, 1, NULL), TEE_SUCCESS);
	CHECK(mmio_read32(GICD_BASE + GICD_ISPENDR(NOTIF_INTID / 32)) & BIT(NOTIF_INTID % 32), 0);
	CHECK_EQUAL(call_tee(&call, SMC_GET_ASYNC_NOTIF_VALUE, 0, 0, 0, 2), SMC_OK);
	CHECK_EQUAL(call.r[2], 0);
	CHECK_EQUAL(call_tee(&call, SMC_GET_ASYNC_NOTIF_VALUE, 0, 0, 0, 1), SMC_OK);
	CHECK_EQUAL(call.r[1], 5);
	CHECK_EQUAL(call.r[2], ASYNC_NOTIF_VALID | ASYNC_NOTIF_PENDING);
	CHECK_EQUAL(call_tee(&call, SMC_GET_ASYNC_NOTIF_VALUE, 0, 0, 0, 1), SMC_OK);
	CHECK_EQUAL(call.r[1], 9);
	CHECK_EQUAL(call.r[2], ASYNC_NOTIF_VALID);
	CHECK_EQUAL(run(message(MSG_CMD_STOP_ASYNC_NOTIF, 0, 0, 0), 1), SMC_OK);
	CHECK_EQUAL(invoke_value(session, NOTIFY, 5, 1, NULL), TEE_ERROR_BAD_STATE);
	CHECK_EQUAL(close_session(session, 1), TEE_SUCCESS);
}

/* A VM that runs in the TEE on another core can't be ended under it. */
static void test_destroy_while_running(void)
{
	struct call call;
	uint32_t busy = 0;

	start_spinning();
	while (call_tee(&call, SMC_VM_DESTROYED, 2, 0, 0, 0) == SMC_ENOTAVAIL) {
		busy++;
		yield();
	}
	CHECK(busy > 0, busy);
	join_spinning();
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 2, 0, 0, 0), SMC_OK);
}

void sve_fill(const void *from);
void sve_store(void *to);

/* The whole Z registers, not only the V part that the TEE's library code uses. */
static void test_sve(void)
{
	static uint8_t before[32 * 256] __attribute__((aligned(16)));
	static uint8_t after[32 * 256] __attribute__((aligned(16)));
	uint32_t session = 0, wrong = 0;

	if (!id_field(read_sysreg(id_aa64pfr0_el1), 32))
		return;
	write_sysreg(s3_4_c1_c2_0 /* ZCR_EL2 */, 0xF);
	isb();
	for (unsigned int i = 0; i < sizeof(before); i++)
		before[i] = i * 13 + 5;
	CHECK_EQUAL(open_session(uuid_bench, 1, &session), TEE_SUCCESS);
	sve_fill(before);
	CHECK_EQUAL(invoke_value(session, BENCH_TA_TIME, ~0U, 1, NULL), TEE_SUCCESS);
	sve_store(after);
	for (unsigned int i = 0; i < sizeof(before); i++)
		wrong += before[i] != after[i];
	CHECK_EQUAL(wrong, 0);
	CHECK_EQUAL(close_session(session, 1), TEE_SUCCESS);
}

void test_threads(void)
{
	test_sve();
	test_limits();
	test_notifications();
	test_destroy_while_running();
	test_preemption();
}

static uint64_t state = 0x9E3779B97F4A7C15;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint64_t any_address(void)
{
	static const uint64_t interesting[] = {
	    0,	       BUFFERS,	   LISTS,      TEE_DATA_BASE, MONITOR_DATA_BASE,
	    GICD_BASE, 0x40000000, 0x80000000, ~0xFFFUL};

	return interesting[next() % 9] + (next() % 3 ? 0 : next() % 8192);
}

/* Random messages and calls: every answer is a defined one, and the TEE goes on afterwards. */
void test_fuzz(void)
{
	uint32_t session = 0, out = 0, defined = 0;
	struct call call;

	for (unsigned int round = 0; round < 3000; round++) {
		struct msg_arg *arg = message(next() % 9, next() % 8, next() % 6, next() % 8);
		uint32_t result;

		for (unsigned int i = 0; i < 8; i++) {
			arg->params[i].attr =
			    next() % 16 | (next() % 4 ? 0 : MSG_ATTR_NONCONTIG) |
			    (next() % 4 && (arg->cmd || i > 1) ? 0 : MSG_ATTR_META);
			arg->params[i].tmem.buf_ptr = any_address();
			arg->params[i].tmem.size = next() % 5 ? next() % 10000 : next();
			arg->params[i].tmem.shm_ref = next() % 16;
		}
		if (!arg->cmd)
			memcpy(&arg->params[0].value, next() % 2 ? uuid_hello : uuid_bench, 16);
		for (unsigned int i = 0; i < 8; i++)
			((uint64_t *)LISTS)[i] =
			    next() % 4 ? BUFFERS + next() % 16 * 4096 : any_address();
		if (next() % 8 == 0)
			result = call_tee(
			    &call, next() % 2 ? SMC_CALL_WITH_RPC_ARG : SMC_CALL_WITH_REGD_ARG, 0,
			    next() % 32, next() % 9000, 1 + next() % 3);
		else
			result = run(arg, 1 + next() % 3);
		defined += result <= SMC_ENOTAVAIL;
	}
	CHECK_EQUAL(defined, 3000);
	for (uint16_t vm = 1; vm <= 2; vm++) {
		CHECK_EQUAL(call_tee(&call, SMC_VM_DESTROYED, vm, 0, 0, 0), SMC_OK);
		CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, vm, 0, 0, 0), SMC_OK);
	}
	CHECK_EQUAL(open_session(uuid_hello, 1, &session), TEE_SUCCESS);
	CHECK_EQUAL(invoke_value(session, 0, 1, 1, &out), TEE_SUCCESS);
	CHECK_EQUAL(out, 2);
	CHECK_EQUAL(close_session(session, 1), TEE_SUCCESS);
}
