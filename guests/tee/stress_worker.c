/* SPDX-License-Identifier: BSD-3-Clause */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "stress.h"

#define CANCEL_WAIT_MS	500
#define CANCEL_AFTER_US 15000
#define OBJECT_MAX	3000
#define RANDOM_MAX	4096

const char *const stress_action_names[STRESS_ACTIONS] = {
    "value", "session", "random", "temporary", "registered", "allocated", "storage", "cancel",
};

const TEEC_UUID *stress_application(enum stress_action action)
{
	switch (action) {
	case STRESS_VALUE:
	case STRESS_SESSION:
		return &ta_hello;
	case STRESS_RANDOM:
		return &ta_random;
	case STRESS_STORAGE:
		return &ta_storage;
	default:
		return &ta_bench;
	}
}

static enum stress_result classify(TEEC_Result result)
{
	switch (result) {
	case TEEC_SUCCESS:
		return STRESS_OK;
	case TEEC_ERROR_BUSY:
	case TEEC_ERROR_OUT_OF_MEMORY:
		return STRESS_REFUSED;
	case TEEC_ERROR_TARGET_DEAD:
	case TEEC_ERROR_COMMUNICATION:
		return STRESS_DEAD;
	default:
		return STRESS_WRONG;
	}
}

static enum stress_result judge(struct stress_worker *worker, TEEC_Result result, bool right)
{
	enum stress_result judged = classify(result);

	if (judged == STRESS_OK && !right)
		judged = STRESS_WRONG;
	if (judged == STRESS_REFUSED) {
		worker->refusals[client_origin < TEEC_ORIGIN_TEE ? STRESS_BELOW : STRESS_BY_TEE]++;
		worker->last_refusal = result;
	}
	if (judged >= STRESS_DEAD)
		worker->last_bad = result;
	return judged;
}

static uint64_t draw(struct stress_worker *worker, uint64_t below)
{
	return client_random(&worker->random) % below;
}

static enum stress_result act_value(struct stress_worker *worker, TEEC_Session *session)
{
	uint32_t value = (uint32_t)draw(worker, UINT32_MAX);
	uint32_t command = (uint32_t)draw(worker, 2);
	TEEC_Operation operation = {0};
	TEEC_Result result;

	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].value.a = value;
	result = TEEC_InvokeCommand(session, command, &operation, &client_origin);
	value += command == HELLO_INC ? 1 : -1u;
	return judge(worker, result, operation.params[0].value.a == value);
}

static enum stress_result act_session(struct stress_worker *worker)
{
	TEEC_Session session;
	TEEC_Result result = client_session(worker->context, &session, &ta_hello);
	enum stress_result judged = judge(worker, result, true);

	if (result == TEEC_SUCCESS) {
		judged = act_value(worker, &session);
		TEEC_CloseSession(&session);
	}
	return judged;
}

static enum stress_result act_random(struct stress_worker *worker, TEEC_Session *session)
{
	uint8_t bytes[RANDOM_MAX] = {0};
	size_t size = 16 + draw(worker, RANDOM_MAX - 16), zeros = 0;
	TEEC_Operation operation = {0};
	TEEC_Result result;

	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].tmpref.buffer = bytes;
	operation.params[0].tmpref.size = size;
	result = TEEC_InvokeCommand(session, RANDOM_GENERATE, &operation, &client_origin);
	for (size_t i = 0; i < size; i++)
		zeros += bytes[i] == 0;
	/* One byte in 256 is zero by chance, so half of them can't be. Nothing behind the size may be written. */
	return judge(worker, result,
		     zeros < size / 2 + 2 && (size == RANDOM_MAX || bytes[size] == 0));
}

static void fill(uint8_t *bytes, size_t size, uint64_t seed, uint32_t *sum)
{
	*sum = 0;
	for (size_t i = 0; i < size; i++) {
		bytes[i] = (uint8_t)(seed + i * 13 + (i >> 8));
		*sum += bytes[i];
	}
}

static bool is_changed(const uint8_t *bytes, size_t size, uint64_t seed, uint8_t key)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != ((uint8_t)(seed + i * 13 + (i >> 8)) ^ key))
			return false;
	return true;
}

/*
 * The application changes `size` bytes at `bytes`, which parameter 0 of the operation names already.
 */
static enum stress_result act_xor(struct stress_worker *worker, TEEC_Session *session,
				  TEEC_Operation *operation, uint8_t *bytes, size_t size)
{
	uint64_t seed = draw(worker, UINT64_MAX);
	uint8_t key = (uint8_t)(1 + draw(worker, 255));
	uint32_t sum;
	TEEC_Result result;

	fill(bytes, size, seed, &sum);
	operation->params[1].value.a = key;
	result = TEEC_InvokeCommand(session, BENCH_TA_XOR, operation, &client_origin);
	return judge(worker, result,
		     operation->params[1].value.b == sum && is_changed(bytes, size, seed, key));
}

static enum stress_result act_temporary(struct stress_worker *worker, TEEC_Session *session)
{
	size_t size = 1 + draw(worker, worker->size_max), skew = draw(worker, 64);
	uint8_t *bytes = malloc(size + skew);
	TEEC_Operation operation = {0};
	enum stress_result judged;

	if (!bytes)
		return STRESS_REFUSED;
	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE);
	operation.params[0].tmpref.buffer = bytes + skew;
	operation.params[0].tmpref.size = size;
	judged = act_xor(worker, session, &operation, bytes + skew, size);
	free(bytes);
	return judged;
}

/* Uses a part in the middle of shared memory: bytes outside the part must stay unchanged. */
static enum stress_result act_part(struct stress_worker *worker, TEEC_Session *session,
				   TEEC_SharedMemory *memory)
{
	size_t offset = draw(worker, memory->size), size = 1 + draw(worker, memory->size - offset);
	uint8_t *bytes = memory->buffer;
	TEEC_Operation operation = {0};
	enum stress_result judged;

	memset(bytes, 0xa5, memory->size);
	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT, TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE);
	operation.params[0].memref.parent = memory;
	operation.params[0].memref.offset = offset;
	operation.params[0].memref.size = size;
	judged = act_xor(worker, session, &operation, bytes + offset, size);
	for (size_t i = 0; i < memory->size && judged == STRESS_OK; i++)
		if ((i < offset || i >= offset + size) && bytes[i] != 0xa5)
			judged = STRESS_WRONG;
	return judged;
}

static enum stress_result act_registered(struct stress_worker *worker, TEEC_Session *session)
{
	size_t size = 1 + draw(worker, worker->size_max), skew = draw(worker, PAGE_SIZE);
	uint8_t *bytes = malloc(size + skew);
	TEEC_SharedMemory memory = {.size = size, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};
	enum stress_result judged;
	TEEC_Result result;

	if (!bytes)
		return STRESS_REFUSED;
	memory.buffer = bytes + skew;
	memset(bytes, 0, size + skew);
	client_origin = TEEC_ORIGIN_API; /* it tells none */
	result = TEEC_RegisterSharedMemory(worker->context, &memory);
	judged = judge(worker, result, true);
	if (result == TEEC_SUCCESS) {
		judged = act_part(worker, session, &memory);
		TEEC_ReleaseSharedMemory(&memory);
	}
	free(bytes);
	return judged;
}

static enum stress_result act_allocated(struct stress_worker *worker, TEEC_Session *session)
{
	TEEC_SharedMemory memory = {.size = 1 + draw(worker, worker->size_max),
				    .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};
	TEEC_Result result = TEEC_AllocateSharedMemory(worker->context, &memory);
	enum stress_result judged;

	client_origin = TEEC_ORIGIN_API; /* it tells none */
	judged = judge(worker, result, true);

	if (result == TEEC_SUCCESS) {
		judged = act_part(worker, session, &memory);
		TEEC_ReleaseSharedMemory(&memory);
	}
	return judged;
}

static enum stress_result act_storage(struct stress_worker *worker, TEEC_Session *session)
{
	uint8_t written[OBJECT_MAX], read[OBJECT_MAX];
	size_t size = 1 + draw(worker, OBJECT_MAX), got = sizeof(read);
	TEEC_Result result;
	uint32_t sum;
	bool right;
	char id[32];

	snprintf(id, sizeof(id), "stress-%u", worker->index);
	fill(written, size, draw(worker, UINT64_MAX), &sum);
	result = client_storage(session, STORAGE_WRITE, id, written, &size);
	if (result != TEEC_SUCCESS)
		return judge(worker, result, true);
	result = client_storage(session, STORAGE_READ, id, read, &got);
	right = got == size && !memcmp(written, read, size);
	if (result == TEEC_SUCCESS)
		result = client_storage(session, STORAGE_DELETE, id, NULL, NULL);
	return judge(worker, result, right);
}

struct waiting_call {
	TEEC_Session *session;
	TEEC_Operation operation;
	TEEC_Result result;
	uint32_t origin;
	_Atomic bool done;
};

static void *wait_in_tee(void *argument)
{
	struct waiting_call *call = argument;

	call->result =
	    TEEC_InvokeCommand(call->session, BENCH_TA_WAIT, &call->operation, &call->origin);
	atomic_store(&call->done, true);
	return NULL;
}

/* A request to cancel is lost if it comes before the call has reached the TEE (GlobalPlatform TEE Client API 4.5.10), so it is
 * repeated. */
static enum stress_result act_cancel(struct stress_worker *worker, TEEC_Session *session)
{
	struct waiting_call call = {.session = session};
	struct timespec pause = {.tv_nsec = (long)(1 + draw(worker, CANCEL_AFTER_US)) * 1000};
	pthread_t thread;

	call.operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	call.operation.params[0].value.a = CANCEL_WAIT_MS;
	if (pthread_create(&thread, NULL, wait_in_tee, &call))
		return STRESS_REFUSED;
	while (!atomic_load(&call.done)) {
		nanosleep(&pause, NULL);
		if (!atomic_load(&call.done))
			TEEC_RequestCancellation(&call.operation);
	}
	pthread_join(thread, NULL);
	if (call.result == TEEC_ERROR_CANCEL) {
		worker->cancelled++;
		return STRESS_OK;
	}
	client_origin = call.origin;
	return judge(worker, call.result, true);
}

static enum stress_result run(struct stress_worker *worker, enum stress_action action)
{
	TEEC_Session *session = &worker->session[action];
	TEEC_Result result;

	if (action == STRESS_SESSION)
		return act_session(worker);
	if (!worker->open[action]) {
		result = client_session(worker->context, session, stress_application(action));
		if (result != TEEC_SUCCESS)
			return judge(worker, result, true);
		worker->open[action] = true;
	}
	switch (action) {
	case STRESS_VALUE:
		return act_value(worker, session);
	case STRESS_RANDOM:
		return act_random(worker, session);
	case STRESS_TEMPORARY:
		return act_temporary(worker, session);
	case STRESS_REGISTERED:
		return act_registered(worker, session);
	case STRESS_ALLOCATED:
		return act_allocated(worker, session);
	case STRESS_STORAGE:
		return act_storage(worker, session);
	default:
		return act_cancel(worker, session);
	}
}

void stress_round(struct stress_worker *worker)
{
	enum stress_action action;
	enum stress_result result;

	do
		action = (enum stress_action)draw(worker, STRESS_ACTIONS);
	while (!worker->has[action]);
	result = run(worker, action);
	worker->counts[action][result]++;
	/* A lost session is closed and opened anew in a later round. */
	if (result == STRESS_DEAD && worker->open[action]) {
		TEEC_CloseSession(&worker->session[action]);
		worker->open[action] = false;
	}
}

void stress_close(struct stress_worker *worker)
{
	for (unsigned action = 0; action < STRESS_ACTIONS; action++)
		if (worker->open[action])
			TEEC_CloseSession(&worker->session[action]);
}
