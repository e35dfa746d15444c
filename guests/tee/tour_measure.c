/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Costs of calls. Under QEMU's -icount shift=0 a nanosecond of virtual time is an instruction. The silent call is a command of
 * the bench application that does nothing. On a TEE without this application, it is a command that hello world refuses: it
 * takes the whole path to the application and back.
 */
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include "report.h"
#include "tour.h"

#define HELLO_UNKNOWN_COMMAND 0x7fff
#define LARGE		      (508u * 1024)
#define REGISTRATIONS_MAX     1024
#define BUFFER_MAX	      (16u << 20)

struct probe {
	TEEC_Context *context;
	TEEC_Session session;
	const TEEC_UUID *application;
	bool has_bench;
	void *buffer;
	TEEC_SharedMemory registered;
};

typedef bool (*probe_step)(struct probe *probe);

/* Returns whether the silent command succeeded, or was refused by hello world itself. */
static bool silent_done(const struct probe *probe, TEEC_Result result, uint32_t origin)
{
	return result == TEEC_SUCCESS ||
	       (!probe->has_bench && result == TEEC_ERROR_BAD_PARAMETERS &&
		origin == TEEC_ORIGIN_TRUSTED_APP);
}

static bool invoke(struct probe *probe, TEEC_Operation *operation)
{
	uint32_t command = probe->has_bench ? BENCH_TA_SILENT : HELLO_UNKNOWN_COMMAND, origin;
	TEEC_Result result = TEEC_InvokeCommand(&probe->session, command, operation, &origin);

	return silent_done(probe, result, origin);
}

static bool step_silent(struct probe *probe)
{
	TEEC_Operation operation = {0};

	return invoke(probe, &operation);
}

static bool step_temporary(struct probe *probe)
{
	TEEC_Operation operation = {0};

	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].tmpref.buffer = probe->buffer;
	operation.params[0].tmpref.size = PAGE_SIZE;
	return invoke(probe, &operation);
}

static bool step_registered(struct probe *probe)
{
	TEEC_Operation operation = {0};

	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].memref.parent = &probe->registered;
	return invoke(probe, &operation);
}

static bool register_buffer(struct probe *probe, TEEC_SharedMemory *memory, size_t size)
{
	*memory = (TEEC_SharedMemory){
	    .buffer = probe->buffer,
	    .size = size,
	    .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};
	return TEEC_RegisterSharedMemory(probe->context, memory) == TEEC_SUCCESS;
}

static bool step_register(struct probe *probe, size_t size)
{
	TEEC_SharedMemory memory;

	if (!register_buffer(probe, &memory, size))
		return false;
	TEEC_ReleaseSharedMemory(&memory);
	return true;
}

static bool step_register_small(struct probe *probe)
{
	return step_register(probe, PAGE_SIZE);
}

static bool step_register_large(struct probe *probe)
{
	return step_register(probe, LARGE);
}

static bool step_open_close(struct probe *probe)
{
	TEEC_Session session;

	if (client_session(probe->context, &session, probe->application) != TEEC_SUCCESS)
		return false;
	TEEC_CloseSession(&session);
	return true;
}

static bool step_rpc(struct probe *probe)
{
	TEEC_Operation operation = {0};
	uint32_t origin;

	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	return TEEC_InvokeCommand(&probe->session, BENCH_TA_TIME, &operation, &origin) ==
	       TEEC_SUCCESS;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void measure(struct probe *probe, const char *name, probe_step step, unsigned rounds)
{
	uint64_t *took = malloc(rounds * sizeof(*took));
	char median_name[64] = {0};

	/* The first call isn't counted: it makes page tables, slabs and the application's mapping. */
	bool ok = took && step(probe);

	for (unsigned i = 0; ok && i < rounds; i++) {
		uint64_t start = client_ticks();

		ok = step(probe);
		took[i] = client_ns(client_ticks() - start);
	}
	if (ok) {
		qsort(took, rounds, sizeof(*took), compare);
		report_figure(name, took[0], "ns");
		strcat(strncpy(median_name, name, 50), "_median");
		report_figure(median_name, took[rounds / 2], "ns");
	} else {
		report_check(name, REPORT_FAILED, "the measured call failed");
	}
	free(took);
}

static bool probe_open(struct probe *probe, TEEC_Context *context)
{
	TEEC_Result result;

	memset(probe, 0, sizeof(*probe));
	probe->context = context;
	probe->application = &ta_bench;
	result = client_session(context, &probe->session, probe->application);
	probe->has_bench = result == TEEC_SUCCESS;
	if (!probe->has_bench) {
		probe->application = &ta_hello;
		result = client_session(context, &probe->session, probe->application);
	}
	if (result != TEEC_SUCCESS || posix_memalign(&probe->buffer, PAGE_SIZE, BUFFER_MAX)) {
		report_check("measure", client_absent(result) ? REPORT_SKIPPED : REPORT_FAILED,
			     "no application to call: %s", client_error(result));
		return false;
	}
	memset(probe->buffer, 0x5a, LARGE);
	return true;
}

static void probe_close(struct probe *probe)
{
	TEEC_CloseSession(&probe->session);
	free(probe->buffer);
}

void tour_measure(TEEC_Context *context, unsigned rounds)
{
	struct probe probe;
	cpu_set_t here;

	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	sched_setaffinity(0, sizeof(here), &here);
	if (!probe_open(&probe, context))
		return;
	measure(&probe, "invoke_silent", step_silent, rounds);
	measure(&probe, "invoke_temporary_4k", step_temporary, rounds);
	measure(&probe, "register_unregister_4k", step_register_small, rounds);
	measure(&probe, "register_unregister_508k", step_register_large, rounds);
	if (register_buffer(&probe, &probe.registered, PAGE_SIZE)) {
		measure(&probe, "invoke_registered_4k", step_registered, rounds);
		TEEC_ReleaseSharedMemory(&probe.registered);
	} else {
		report_check("invoke_registered_4k", REPORT_FAILED, "can't register 4 KiB");
	}
	measure(&probe, "open_close", step_open_close, rounds < 8 ? rounds : 8);
	if (probe.has_bench)
		measure(&probe, "invoke_rpc", step_rpc, rounds);
	else
		report_check("invoke_rpc", REPORT_SKIPPED, "this TEE has no bench application");
	probe_close(&probe);
}

void tour_limits(TEEC_Context *context)
{
	static TEEC_SharedMemory live[REGISTRATIONS_MAX];
	struct probe probe;
	unsigned count = 0;
	size_t largest = 0;

	if (!probe_open(&probe, context))
		return;
	memset(probe.buffer, 0x5a, BUFFER_MAX);
	while (count < REGISTRATIONS_MAX && register_buffer(&probe, &live[count], PAGE_SIZE))
		count++;
	report_figure("live_registrations_4k", count, "registrations");
	while (count > 0)
		TEEC_ReleaseSharedMemory(&live[--count]);
	for (size_t size = 64 * 1024; size <= BUFFER_MAX; size *= 2) {
		if (!register_buffer(&probe, &probe.registered, size))
			break;
		bool usable = step_registered(&probe);

		TEEC_ReleaseSharedMemory(&probe.registered);
		if (!usable)
			break;
		largest = size;
	}
	report_figure("largest_buffer", largest, "bytes");
	probe_close(&probe);
}

void tour_usage(TEEC_Context *context)
{
	TEEC_Operation operation = {0};
	TEEC_Session session;
	TEEC_Result result = client_session(context, &session, &ta_bench);
	uint32_t origin;

	if (result != TEEC_SUCCESS) {
		report_check("usage", client_absent(result) ? REPORT_SKIPPED : REPORT_FAILED,
			     "bench application: %s", client_error(result));
		return;
	}
	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT, TEEC_NONE, TEEC_NONE);
	result = TEEC_InvokeCommand(&session, BENCH_TA_USAGE, &operation, &origin);
	if (result == TEEC_SUCCESS) {
		report_figure("registered", operation.params[0].value.a, "buffers");
		report_figure("sessions", operation.params[0].value.b, "sessions");
		report_figure("heap", operation.params[1].value.a, "bytes");
		report_figure("threads", operation.params[1].value.b, "threads");
	}
	report_check("usage", result == TEEC_SUCCESS ? REPORT_OK : REPORT_FAILED, "%s",
		     client_error(result));
	TEEC_CloseSession(&session);
}
