/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands that isolate one cost or one mechanism each (abi/bulkhead/bench_ta.h), and some of our
 * own. */
#include <bulkhead/bench_ta.h>
#include <string.h>
#include "notif.h"
#include "partition.h"
#include "rpc.h"
#include "thread.h"

#define CHUNK	    512
#define POLL_MS	    10
#define WAIT_MAX_MS 60000

/* Beyond the header: what only this room's tests use. */
#define BENCH_SPIN 16 /* value input [0].a: loops with no call, preemptible */

static tee_result xor_bytes(union ta_param *params)
{
	uint8_t bytes[CHUNK];
	uint64_t size = params[0].memref.size;
	uint32_t sum = 0;

	for (uint64_t done = 0; done < size; done += CHUNK) {
		uint64_t n = size - done < CHUNK ? size - done : CHUNK;

		memref_read(&params[0].memref, done, bytes, n);
		for (uint64_t i = 0; i < n; i++) {
			sum += bytes[i];
			bytes[i] ^= params[1].value.a;
		}
		memref_write(&params[0].memref, done, bytes, n);
	}
	params[1].value.b = sum;
	return TEE_SUCCESS;
}

/* The sum of a buffer's bytes; if @invert, each is written back inverted. */
static uint32_t take_in(const struct memref *memref, bool invert)
{
	uint8_t bytes[CHUNK];
	uint32_t sum = 0;

	for (uint64_t done = 0; done < memref->size; done += CHUNK) {
		uint64_t n = memref->size - done < CHUNK ? memref->size - done : CHUNK;

		memref_read(memref, done, bytes, n);
		for (uint64_t i = 0; i < n; i++) {
			sum += bytes[i];
			bytes[i] = ~bytes[i];
		}
		if (invert)
			memref_write(memref, done, bytes, n);
	}
	return sum;
}

static void give_out(struct memref *memref, uint8_t byte)
{
	uint8_t bytes[CHUNK];

	memset(bytes, byte, sizeof(bytes));
	for (uint64_t done = 0; done < memref->size; done += CHUNK)
		memref_write(memref, done, bytes,
			     memref->size - done < CHUNK ? memref->size - done : CHUNK);
	memref->size -= memref->size / 4;
}

static tee_result echo(uint32_t types, union ta_param *params)
{
	uint32_t sum = 0, b;

	for (unsigned int i = 0; i < TA_PARAMS; i++) {
		uint32_t type = TA_TYPE(types, i);
		union ta_param *p = &params[i];

		if (type == TA_VALUE_INPUT || type == TA_VALUE_INOUT)
			sum += p->value.a + p->value.b;
		else if (type == TA_MEMREF_INPUT || type == TA_MEMREF_INOUT)
			sum += take_in(&p->memref, type == TA_MEMREF_INOUT);
	}
	for (unsigned int i = 0; i < TA_PARAMS; i++) {
		union ta_param *p = &params[i];

		switch (TA_TYPE(types, i)) {
		case TA_VALUE_OUTPUT:
			p->value.a = sum;
			p->value.b = i;
			break;
		case TA_VALUE_INOUT:
			b = p->value.b;
			p->value.b = p->value.a;
			p->value.a = b;
			break;
		case TA_MEMREF_OUTPUT:
			give_out(&p->memref, sum + i);
			break;
		}
	}
	return TEE_SUCCESS;
}

static tee_result wait_ms(struct session *s, uint32_t ms)
{
	if (ms > WAIT_MAX_MS)
		return TEE_ERROR_BAD_PARAMETERS;
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
	params[0].value.b = nanoseconds / 1000000;
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

static uint32_t expected_types(uint32_t command)
{
	switch (command) {
	case BENCH_TA_TIME:
		return TA_TYPES(TA_VALUE_OUTPUT, 0, 0, 0);
	case BENCH_TA_XOR:
		return TA_TYPES(TA_MEMREF_INOUT, TA_VALUE_INOUT, 0, 0);
	case BENCH_TA_USAGE:
		return TA_TYPES(TA_VALUE_OUTPUT, TA_VALUE_OUTPUT, 0, 0);
	default:
		return TA_TYPES(TA_VALUE_INPUT, 0, 0, 0);
	}
}

static tee_result invoke(struct session *s, uint32_t command, uint32_t types,
			 union ta_param *params)
{
	if (command == BENCH_TA_SILENT)
		return TEE_SUCCESS;
	if (command == BENCH_TA_PANIC)
		__builtin_trap(); /* the real thing: session.c contains it */
	if (command == BENCH_TA_ECHO)
		return echo(types, params);
	if (command > BENCH_TA_USAGE || (command > BENCH_TA_PANIC && command < BENCH_SPIN))
		return TEE_ERROR_NOT_SUPPORTED;
	if (types != expected_types(command))
		return TEE_ERROR_BAD_PARAMETERS;
	switch (command) {
	case BENCH_TA_TIME:
		return time_of_day(params);
	case BENCH_TA_XOR:
		return xor_bytes(params);
	case BENCH_TA_WAIT:
		return wait_ms(s, params[0].value.a);
	case BENCH_SPIN:
		spin(params[0].value.a);
		return TEE_SUCCESS;
	case BENCH_TA_NOTIFY:
		return notif_send(s->partition, params[0].value.a) ? TEE_SUCCESS
								   : TEE_ERROR_BAD_STATE;
	case BENCH_TA_WAIT_NOTIFY:
		/* Without them nobody would ever end the wait. */
		return s->partition->notif_enabled ? rpc_wait_notification(params[0].value.a)
						   : TEE_ERROR_BAD_STATE;
	default:
		usage(s->partition, params);
		return TEE_SUCCESS;
	}
}

const struct ta ta_bench = {.name = "bench", .uuid = BENCH_TA_UUID_BYTES, .invoke = invoke};
