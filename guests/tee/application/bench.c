/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The benchmark's application (abi/bulkhead/bench_ta.h) for a real OP-TEE, in GlobalPlatform's internal API. Built by the
 * user with the development kit of his own OP-TEE: docs/optee-mediator.md, "Figures".
 */
#include <tee_internal_api.h>
#include <pta_stats.h>
#include <bulkhead/bench_ta.h>

#define POLL_MS	    10
#define WAIT_MAX_MS 60000

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4], void **session)
{
	(void)types, (void)params, (void)session;
	TEE_UnmaskCancellation();
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

static TEE_Result exclusive_or(TEE_Param params[4])
{
	uint8_t *bytes = params[0].memref.buffer;
	uint32_t sum = 0;

	for (size_t i = 0; i < params[0].memref.size; i++) {
		uint8_t byte = bytes[i];

		sum += byte;
		bytes[i] = byte ^ (uint8_t)params[1].value.a;
	}
	params[1].value.b = sum;
	return TEE_SUCCESS;
}

static TEE_Result wait_ms(uint32_t ms)
{
	if (ms > WAIT_MAX_MS)
		return TEE_ERROR_BAD_PARAMETERS;
	for (uint32_t waited = 0; waited < ms; waited += POLL_MS) {
		TEE_Result result =
		    TEE_GetCancellationFlag() ? TEE_ERROR_CANCEL : TEE_Wait(POLL_MS);

		if (result != TEE_SUCCESS)
			return result;
	}
	return TEE_GetCancellationFlag() ? TEE_ERROR_CANCEL : TEE_SUCCESS;
}

/* Returns how many bytes of OP-TEE's heap the caller's VM uses, for its registered buffers, sessions and threads. */
static TEE_Result usage(TEE_Param params[4])
{
	static const TEE_UUID statistics = STATS_UUID;
	const uint32_t types =
	    TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT, 0, 0);
	TEE_TASessionHandle session;
	struct pta_stats_alloc heap;
	TEE_Param request[4];
	uint32_t origin;
	TEE_Result result =
	    TEE_OpenTASession(&statistics, TEE_TIMEOUT_INFINITE, 0, request, &session, &origin);

	if (result != TEE_SUCCESS)
		return result;
	TEE_MemFill(request, 0, sizeof(request));
	request[0].value.a = ALLOC_ID_HEAP;
	request[1].memref.buffer = &heap;
	request[1].memref.size = sizeof(heap);
	result = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, STATS_CMD_ALLOC_STATS, types,
				     request, &origin);
	TEE_CloseTASession(session);
	if (result != TEE_SUCCESS)
		return result;
	TEE_MemFill(params, 0, 2 * sizeof(*params));
	params[1].value.a = heap.allocated;
	return TEE_SUCCESS;
}

static uint32_t expected_types(uint32_t command)
{
	switch (command) {
	case BENCH_TA_TIME:
		return TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_OUTPUT, 0, 0, 0);
	case BENCH_TA_XOR:
		return TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INOUT, TEE_PARAM_TYPE_VALUE_INOUT, 0,
				       0);
	case BENCH_TA_USAGE:
		return TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_OUTPUT, TEE_PARAM_TYPE_VALUE_OUTPUT, 0,
				       0);
	default:
		return TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT, 0, 0, 0);
	}
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[4])
{
	TEE_Time now;

	(void)session;
	if (command == BENCH_TA_SILENT)
		return TEE_SUCCESS;
	if (command == BENCH_TA_PANIC)
		TEE_Panic(1);
	if (command > BENCH_TA_PANIC && command != BENCH_TA_USAGE)
		return TEE_ERROR_NOT_SUPPORTED;
	if (types != expected_types(command))
		return TEE_ERROR_BAD_PARAMETERS;
	switch (command) {
	case BENCH_TA_TIME:
		TEE_GetREETime(&now);
		params[0].value.a = now.seconds;
		params[0].value.b = now.millis;
		return TEE_SUCCESS;
	case BENCH_TA_XOR:
		return exclusive_or(params);
	case BENCH_TA_USAGE:
		return usage(params);
	default:
		return wait_ms(params[0].value.a);
	}
}
