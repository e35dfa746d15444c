/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands that isolate one cost or one mechanism each; see bench.h. */
#include "bench.h"
#include "notif.h"
#include "partition.h"
#include "rpc.h"
#include "thread.h"

#define CHUNK   512
#define POLL_MS 10

static tee_result sum(union ta_param *params)
{
	uint8_t bytes[CHUNK];
	uint64_t size = params[0].memref.size;
	uint32_t total = 0;

	for (uint64_t done = 0; done < size; done += CHUNK) {
		uint64_t n = size - done < CHUNK ? size - done : CHUNK;

		memref_read(&params[0].memref, done, bytes, n);
		for (uint64_t i = 0; i < n; i++)
			total += bytes[i];
	}
	params[1].value.a = total;
	params[1].value.b = size;
	return TEE_SUCCESS;
}

static tee_result xor(union ta_param *params)
{
	uint8_t bytes[CHUNK];
	uint64_t size = params[0].memref.size;

	for (uint64_t done = 0; done < size; done += CHUNK) {
		uint64_t n = size - done < CHUNK ? size - done : CHUNK;

		memref_read(&params[0].memref, done, bytes, n);
		for (uint64_t i = 0; i < n; i++)
			bytes[i] ^= params[1].value.a;
		memref_write(&params[0].memref, done, bytes, n);
	}
	return TEE_SUCCESS;
}

static tee_result wait_ms(struct session *s, uint32_t ms)
{
	for (uint32_t waited = 0; waited < ms; waited += POLL_MS) {
		tee_result result;

		if (session_cancelled(s))
			return TEE_ERROR_CANCEL;
		result = rpc_suspend(POLL_MS);
		if (result != TEE_SUCCESS)
			return result;
	}
	return session_cancelled(s) ? TEE_ERROR_CANCEL : TEE_SUCCESS;
}

static void spin(uint32_t loops)
{
	for (uint32_t i = 0; i < loops; i++)
		__asm__ volatile("" : : "r"(i));
}

static tee_result time_of_day(union ta_param *params)
{
	uint64_t seconds, nanoseconds;
	tee_result result = rpc_get_time(&seconds, &nanoseconds);

	params[0].value.a = seconds;
	params[0].value.b = nanoseconds;
	return result;
}

static void usage(struct partition *p, union ta_param *params)
{
	params[0].value.a = p->registered;
	params[0].value.b = 0;
	for (unsigned int i = 0; i < PARTITION_SESSIONS; i++)
		params[0].value.b += p->sessions[i].ta != NULL;
	params[1].value.a = p->heap.used;
	params[1].value.b = thread_in_use(p);
}

static tee_result invoke(struct session *s, uint32_t command, uint32_t types, union ta_param *params)
{
	static const uint32_t expected[] = {
		[BENCH_TIME] = TA_TYPES(TA_VALUE_OUTPUT, 0, 0, 0),
		[BENCH_SUM] = TA_TYPES(TA_MEMREF_INPUT, TA_VALUE_OUTPUT, 0, 0),
		[BENCH_XOR] = TA_TYPES(TA_MEMREF_INOUT, TA_VALUE_INPUT, 0, 0),
		[BENCH_WAIT] = TA_TYPES(TA_VALUE_INPUT, 0, 0, 0),
		[BENCH_SPIN] = TA_TYPES(TA_VALUE_INPUT, 0, 0, 0),
		[BENCH_NOTIFY] = TA_TYPES(TA_VALUE_INPUT, 0, 0, 0),
		[BENCH_WAIT_NOTIFY] = TA_TYPES(TA_VALUE_INPUT, 0, 0, 0),
		[BENCH_USAGE] = TA_TYPES(TA_VALUE_OUTPUT, TA_VALUE_OUTPUT, 0, 0),
	};

	if (command > BENCH_USAGE)
		return TEE_ERROR_NOT_SUPPORTED;
	if (command != BENCH_SILENT && types != expected[command])
		return TEE_ERROR_BAD_PARAMETERS;
	switch (command) {
	case BENCH_TIME:
		return time_of_day(params);
	case BENCH_SUM:
		return sum(params);
	case BENCH_XOR:
		return xor(params);
	case BENCH_WAIT:
		return wait_ms(s, params[0].value.a);
	case BENCH_SPIN:
		spin(params[0].value.a);
		return TEE_SUCCESS;
	case BENCH_NOTIFY:
		return notif_send(s->partition, params[0].value.a) ? TEE_SUCCESS : TEE_ERROR_BAD_STATE;
	case BENCH_WAIT_NOTIFY:
		return rpc_wait_notification(params[0].value.a);
	case BENCH_USAGE:
		usage(s->partition, params);
		return TEE_SUCCESS;
	default:
		return TEE_SUCCESS;
	}
}

const struct ta ta_bench = { .name = "bench", .uuid = BENCH_UUID, .invoke = invoke };
