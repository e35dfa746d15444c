/* SPDX-License-Identifier: BSD-3-Clause */
/* Fast calls, partitions, sessions of two VMs; PSCI. */
#include "test.h"

static volatile uint64_t secondary_seen;

void secondary_main(uint64_t context)
{
	uint32_t session = 0, out = 0;

	/* A call from this core too, then off. */
	if (context == 5) {
		open_session(uuid_bench, 2, &session);
		secondary_seen = 1;
		out = invoke_value(session, 16 /* spin */, 100000000, 2, NULL);
	} else if (context != 3) {
		open_session(uuid_hello, 2, &session);
		invoke_value(session, 0, 41, 2, &out);
		close_session(session, 2);
	}
	secondary_seen = context << 32 | out;
}

static void run_secondary(uint64_t context, uint32_t expected)
{
	secondary_seen = 0;
	CHECK_EQUAL(cpu_on(1, secondary, context), 0);
	while (!secondary_seen)
		yield();
	CHECK_EQUAL(secondary_seen, context << 32 | expected);
	while (psci(PSCI_AFFINITY_INFO32, 1, 0, 0) != PSCI_AFFINITY_OFF)
		yield();
}

void start_spinning(void)
{
	struct call call;

	secondary_seen = 0;
	CHECK_EQUAL(cpu_on(1, secondary, 5), 0);
	while (!secondary_seen)
		yield();
	/* Until its thread is in use, or the call has ended: then the caller's check says so. */
	while (call_tee(&call, SMC_ENABLE_SHM_CACHE, 0, 0, 0, 2) != SMC_EBUSY &&
	       secondary_seen == 1)
		yield();
}

void join_spinning(void)
{
	while (psci(PSCI_AFFINITY_INFO32, 1, 0, 0) != PSCI_AFFINITY_OFF)
		yield();
	CHECK_EQUAL(secondary_seen, 5UL << 32);
}

void test_psci(void)
{
	struct call call = {{SMCCC_ARCH_FEATURES, SMCCC_ARCH_WORKAROUND_1}};

	CHECK_EQUAL(psci(PSCI_VERSION, 0, 0, 0), PSCI_1_1);
	CHECK_EQUAL(psci(SMCCC_VERSION, 0, 0, 0), SMCCC_1_2);
	CHECK_EQUAL(psci(PSCI_FEATURES, PSCI_CPU_ON64, 0, 0), 0);
	CHECK_EQUAL(psci(PSCI_FEATURES, SMCCC_FAST32(SMCCC_OWNER_STANDARD, 0x99), 0, 0),
		    PSCI_NOT_SUPPORTED);
	CHECK_EQUAL(psci(PSCI_CPU_ON64, 0, NS_ENTRY, 0), PSCI_ALREADY_ON);
	CHECK_EQUAL(psci(PSCI_CPU_ON64, 77, NS_ENTRY, 0), PSCI_INVALID_PARAMETERS);
	CHECK_EQUAL(psci(PSCI_CPU_ON64, 7, NS_ENTRY, 0), PSCI_INVALID_PARAMETERS);
	CHECK_EQUAL(psci(PSCI_CPU_ON64, 1, MONITOR_TEXT_BASE, 0), PSCI_INVALID_ADDRESS);
	CHECK_EQUAL(psci(PSCI_AFFINITY_INFO32, 0, 0, 0), PSCI_AFFINITY_ON);
	CHECK_EQUAL(psci(PSCI_MIGRATE_INFO_TYPE, 0, 0, 0), PSCI_MIGRATE_NOT_NEEDED);
	CHECK_EQUAL(psci(SMCCC_FAST64(SMCCC_OWNER_SIP, 1), 0, 0, 0), SMCCC_NOT_SUPPORTED);
	call_with(call.r);
	CHECK(call.r[0] <= 1, call.r[0]);
	run_secondary(3, 0);
	run_secondary(3, 0);
}

static void test_fast_calls(void)
{
	struct call call;

	CHECK_EQUAL(call_tee(&call, SMC_CALLS_UID, 0, 0, 0, 0), 0x384FB3E0);
	CHECK_EQUAL(call.r[3], 0xA5D5C51B);
	CHECK_EQUAL(call_tee(&call, SMC_CALLS_REVISION, 0, 0, 0, 0), 2);
	CHECK_EQUAL(call_tee(&call, SMC_GET_OS_UUID, 0, 0, 0, 0), 0x486178E0);
	CHECK_EQUAL(call_tee(&call, SMC_EXCHANGE_CAPABILITIES, 0, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(call.r[1], 0x7D);
	CHECK_EQUAL(call.r[3], RPC_MAX_PARAMS);
	CHECK_EQUAL(call_tee(&call, SMC_EXCHANGE_CAPABILITIES, 8, 0, 0, 0), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_CALLS_UID, 0, 0, 0, 9), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMCCC_FAST32(SMCCC_OWNER_TRUSTED_OS_FIRST, 0x63), 0, 0, 0, 0),
		    SMC_UNKNOWN_FUNCTION);
	CHECK_EQUAL(call_tee(&call, SMC_ENABLE_ASYNC_NOTIF, 0, 0, 0, 0), SMC_ENOTAVAIL);
	/* What is not a result stays the caller's. */
	call = (struct call){{SMC_CALLS_UID}};
	for (unsigned int i = 8; i < 18; i++)
		call.r[i] = i * 0x0101010101010101;
	call_with(call.r);
	for (unsigned int i = 8; i < 18; i++)
		CHECK_EQUAL(call.r[i], i * 0x0101010101010101);
}

void test_partitions(void)
{
	struct call call;
	uint32_t one = 0, two = 0, out = 0;

	test_fast_calls();
	CHECK_EQUAL(call_tee(&call, SMC_CALL_WITH_ARG, 0, BUFFERS, 0, 1), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 1, 0, 0, 1), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 0, 0, 0, 0), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 1, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 1, 0, 0, 0), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 2, 0, 0, 1), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 2, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(call_tee(&call, SMC_VM_DESTROYED, 2, 0, 0, 1), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_CALL_WITH_ARG, 0, BUFFERS, 0, 0), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_GET_THREAD_COUNT, 0, 0, 0, 1), SMC_OK);
	CHECK(call.r[1] >= 4, call.r[1]);

	CHECK_EQUAL(open_session(uuid_unknown, 1, &one), TEE_ERROR_ITEM_NOT_FOUND);
	CHECK_EQUAL(one, 0);
	CHECK_EQUAL(open_session(uuid_hello, 1, &one), TEE_SUCCESS);
	CHECK_EQUAL(invoke_value(one, 0, 41, 1, &out), TEE_SUCCESS);
	CHECK_EQUAL(out, 42);
	CHECK_EQUAL(invoke_value(one, 1, 41, 1, &out), TEE_SUCCESS);
	CHECK_EQUAL(out, 40);
	CHECK_EQUAL(invoke_value(one, 9, 0, 1, &out), TEE_ERROR_BAD_PARAMETERS);
	CHECK_EQUAL(invoke_value(one, 0, 41, 2, &out), TEE_ERROR_BAD_PARAMETERS);
	CHECK_EQUAL(open_session(uuid_bench, 2, &two), TEE_SUCCESS);
	CHECK_EQUAL(invoke_value(two, BENCH_TA_PANIC, 0, 2, NULL), TEE_ERROR_TARGET_DEAD);
	CHECK_EQUAL(invoke_value(two, BENCH_TA_SILENT, 0, 2, NULL), TEE_ERROR_TARGET_DEAD);
	CHECK_EQUAL(close_session(two, 2), TEE_SUCCESS);
	CHECK_EQUAL(close_session(two, 2), TEE_ERROR_ITEM_NOT_FOUND);
	CHECK_EQUAL(invoke_value(one, 0, 1, 1, &out), TEE_SUCCESS);
	CHECK_EQUAL(close_session(one, 1), TEE_SUCCESS);

	/* The application's faults left nothing; the id can be used again. */
	CHECK_EQUAL(call_tee(&call, SMC_VM_DESTROYED, 2, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(call_tee(&call, SMC_VM_DESTROYED, 2, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(open_session(uuid_hello, 2, &two), SMC_ENOTAVAIL);
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, 2, 0, 0, 0), SMC_OK);
	run_secondary(4, 42);
}

#define LIVES	  5
#define HELD	  30
#define VM_LIVING 5

/* Open sessions of VM_LIVING until @count are or one is refused; returns the refusal. */
static uint32_t open_many(uint32_t *sessions, unsigned int count, unsigned int *opened)
{
	uint32_t result = TEE_SUCCESS;

	for (*opened = 0; *opened < count; ++*opened) {
		result = open_session(uuid_hello, VM_LIVING, &sessions[*opened]);
		if (result != TEE_SUCCESS)
			break;
	}
	return result;
}

static void close_many(const uint32_t *sessions, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		CHECK_EQUAL(close_session(sessions[i], VM_LIVING), TEE_SUCCESS);
}

/* A partition that ends with open sessions takes their address spaces from everybody. */
void test_address_spaces(void)
{
	uint32_t sessions[HELD];
	unsigned int opened;
	struct call call;

	for (unsigned int life = 0; life < LIVES; life++) {
		CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, VM_LIVING, 0, 0, 0), SMC_OK);
		CHECK_EQUAL(open_many(sessions, HELD, &opened), TEE_SUCCESS);
		if (life < LIVES - 1)
			close_many(sessions, opened);
		CHECK_EQUAL(call_tee(&call, SMC_VM_DESTROYED, VM_LIVING, 0, 0, 0), SMC_OK);
	}
	CHECK_EQUAL(call_tee(&call, SMC_VM_CREATED, VM_LIVING, 0, 0, 0), SMC_OK);
	CHECK_EQUAL(open_many(sessions, HELD, &opened), TEE_ERROR_GENERIC);
	close_many(sessions, opened);
	CHECK_EQUAL(call_tee(&call, SMC_VM_DESTROYED, VM_LIVING, 0, 0, 0), SMC_OK);
}
