/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

#define SESSIONS      24
#define REGISTRATIONS 64
#define LEAVERS	      20

static TEEC_Result increment(TEEC_Session *session, uint32_t *value)
{
	TEEC_Operation operation = {0};
	TEEC_Result result;
	uint32_t origin;

	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].value.a = *value;
	result = TEEC_InvokeCommand(session, HELLO_INC, &operation, &origin);
	*value = operation.params[0].value.a;
	return result;
}

/* Opens many sessions at once in two contexts, and closes them in another order. */
static void many(struct check *check)
{
	static TEEC_Session sessions[SESSIONS];
	TEEC_Context second;
	TEEC_Result result = TEEC_InitializeContext(NULL, &second);
	unsigned opened = 0, right = 0;

	if (result != TEEC_SUCCESS) {
		check_report("many-sessions", false, "second context: %s", client_error(result));
		return;
	}
	for (; opened < SESSIONS; opened++) {
		result = client_session(opened % 2 ? &second : check->context, &sessions[opened],
					&ta_hello);
		if (result != TEEC_SUCCESS)
			break;
	}
	for (unsigned i = 0; i < opened; i++) {
		uint32_t value = i * 1000;

		right += increment(&sessions[i], &value) == TEEC_SUCCESS && value == i * 1000 + 1;
	}
	for (unsigned i = 0; i < opened; i += 2)
		TEEC_CloseSession(&sessions[i]);
	for (unsigned i = 1; i < opened; i += 2) {
		uint32_t value = 41;

		right += increment(&sessions[i], &value) == TEEC_SUCCESS && value == 42;
		TEEC_CloseSession(&sessions[i]);
	}
	TEEC_FinalizeContext(&second);
	check_report("many-sessions", opened == SESSIONS && right == SESSIONS + SESSIONS / 2,
		     "%u of %u open (%s), %u of %u calls right", opened, SESSIONS,
		     client_error(result), right, SESSIONS + SESSIONS / 2);
}

static void refusals(struct check *check)
{
	static const TEEC_UUID nobody = {0x01234567, 0x89ab, 0x4cde, {0x80, 1, 2, 3, 4, 5, 6, 7}};
	TEEC_Operation operation = {0};
	uint32_t origin, unknown_origin;
	TEEC_Session session;
	TEEC_Result unknown, with;

	unknown = TEEC_OpenSession(check->context, &session, &nobody, TEEC_LOGIN_PUBLIC, NULL, NULL,
				   &unknown_origin);
	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	with = TEEC_OpenSession(check->context, &session, &ta_hello, TEEC_LOGIN_PUBLIC, NULL,
				&operation, &origin);
	check_report("refused-sessions",
		     unknown == TEEC_ERROR_ITEM_NOT_FOUND && unknown_origin == TEEC_ORIGIN_TEE &&
			 with == TEEC_ERROR_BAD_PARAMETERS && origin == TEEC_ORIGIN_TRUSTED_APP,
		     "no such application: %s from %u; hello with a parameter: %s from %u",
		     client_error(unknown), unknown_origin, client_error(with), origin);
}

static TEEC_Result bench(TEEC_Session *session, uint32_t command)
{
	TEEC_Operation operation = {0};
	uint32_t origin;

	return TEEC_InvokeCommand(session, command, &operation, &origin);
}

/* If an application dies, only its session ends. */
static void dead(struct check *check)
{
	TEEC_Session session, other;
	TEEC_Result died, again, beside, anew;

	if (!check_enter(check, &session, "dead-session"))
		return;
	if (!check_enter(check, &other, "dead-session")) {
		TEEC_CloseSession(&session);
		return;
	}
	died = bench(&session, BENCH_TA_PANIC);
	again = bench(&session, BENCH_TA_SILENT);
	beside = bench(&other, BENCH_TA_SILENT);
	TEEC_CloseSession(&session);
	TEEC_CloseSession(&other);
	anew = client_session(check->context, &session, &ta_bench);
	if (anew == TEEC_SUCCESS)
		TEEC_CloseSession(&session);
	check_report("dead-session",
		     died == TEEC_ERROR_TARGET_DEAD && again == TEEC_ERROR_TARGET_DEAD &&
			 beside == TEEC_SUCCESS && anew == TEEC_SUCCESS,
		     "it dies: %s; again: %s; another: %s; a new one: %s", client_error(died),
		     client_error(again), client_error(beside), client_error(anew));
}

/* Registers the same memory many times at once, and uses each registration. */
static void registrations(struct check *check)
{
	static TEEC_SharedMemory live[REGISTRATIONS];
	static uint8_t bytes[3 * PAGE_SIZE];
	TEEC_Session session;
	unsigned count = 0, right = 0;

	if (!check_enter(check, &session, "many-registrations"))
		return;
	for (; count < REGISTRATIONS; count++) {
		live[count] = (TEEC_SharedMemory){.buffer = bytes + count * 37,
						  .size = sizeof(bytes) - count * 41,
						  .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};
		if (TEEC_RegisterSharedMemory(check->context, &live[count]) != TEEC_SUCCESS)
			break;
	}
	for (unsigned i = 0; i < count; i++) {
		TEEC_Operation operation = {0};
		uint32_t origin;

		memset(live[i].buffer, 1, live[i].size);
		operation.paramTypes =
		    TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, TEEC_VALUE_OUTPUT, TEEC_NONE, TEEC_NONE);
		operation.params[0].memref.parent = &live[i];
		right += TEEC_InvokeCommand(&session, BENCH_TA_ECHO, &operation, &origin) ==
			     TEEC_SUCCESS &&
			 operation.params[1].value.a == live[i].size;
	}
	for (unsigned i = 0; i < count; i++)
		TEEC_ReleaseSharedMemory(&live[i]);
	TEEC_CloseSession(&session);
	check_report("many-registrations", count == REGISTRATIONS && right == REGISTRATIONS,
		     "%u of %u, %u used rightly", count, REGISTRATIONS, right);
}

struct holdings {
	uint32_t registered, sessions, heap, threads;
};

static bool holdings(TEEC_Session *session, struct holdings *held)
{
	TEEC_Operation operation = {0};
	uint32_t origin;

	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT, TEEC_NONE, TEEC_NONE);
	if (TEEC_InvokeCommand(session, BENCH_TA_USAGE, &operation, &origin) != TEEC_SUCCESS)
		return false;
	*held = (struct holdings){operation.params[0].value.a, operation.params[0].value.b,
				  operation.params[1].value.a, operation.params[1].value.b};
	return true;
}

/* Starts a client that ends with its sessions and memory open. */
static void leave(void)
{
	static uint8_t bytes[10000];
	TEEC_SharedMemory memory[4];
	TEEC_Session sessions[4];
	TEEC_Context context;

	if (TEEC_InitializeContext(NULL, &context) != TEEC_SUCCESS)
		_exit(1);
	for (unsigned i = 0; i < 4; i++) {
		memory[i] = (TEEC_SharedMemory){
		    .buffer = bytes, .size = sizeof(bytes), .flags = TEEC_MEM_INPUT};
		if (client_session(&context, &sessions[i], &ta_aes) != TEEC_SUCCESS ||
		    TEEC_RegisterSharedMemory(&context, &memory[i]) != TEEC_SUCCESS)
			_exit(1);
	}
	_exit(0);
}

static void left_behind(struct check *check)
{
	struct holdings before = {0}, after = {0};
	unsigned left = 0;
	TEEC_Session session;
	bool counted;

	if (!check_enter(check, &session, "left-behind"))
		return;
	counted = holdings(&session, &before);
	for (unsigned i = 0; i < LEAVERS; i++) {
		int status = 1, pid = fork();

		if (pid == 0)
			leave();
		if (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0)
			left++;
	}
	counted = counted && holdings(&session, &after);
	TEEC_CloseSession(&session);
	check_report("left-behind",
		     counted && left == LEAVERS && !memcmp(&before, &after, sizeof(before)),
		     "%u of %u clients ended with sessions and memory open; before: %u buffers %u "
		     "sessions %u bytes, after: %u %u %u",
		     left, LEAVERS, before.registered, before.sessions, before.heap,
		     after.registered, after.sessions, after.heap);
}

void check_sessions(struct check *check)
{
	many(check);
	refusals(check);
	dead(check);
	registrations(check);
	left_behind(check);
}
