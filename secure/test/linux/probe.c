/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tee-probe: one call of the reference secure world from a shell script; prints what it answered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>
#include <bulkhead/bench_ta.h>

#define STORAGE_UUID                                                   \
	{                                                              \
		0xf4e750bb, 0x1437, 0x4fbf,                            \
		{                                                      \
			0x87, 0x85, 0x8d, 0x35, 0x80, 0xc3, 0x49, 0x94 \
		}                                                      \
	}
#define STORAGE_READ  0
#define STORAGE_WRITE 1

static TEEC_Context context;
static TEEC_Session session;

static int report(TEEC_Result result, const char *text)
{
	printf("%08x%s%s\n", result, *text ? " " : "", text);
	return result != TEEC_SUCCESS;
}

static TEEC_Result open_session(TEEC_UUID uuid)
{
	uint32_t origin;
	TEEC_Result result = TEEC_InitializeContext(NULL, &context);

	if (result != TEEC_SUCCESS)
		return result;
	return TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL, &origin);
}

static int storage(uint32_t command, char *id, char *data)
{
	char buffer[256] = {0};
	TEEC_Operation op = {0};
	TEEC_Result result = open_session((TEEC_UUID)STORAGE_UUID);

	if (result != TEEC_SUCCESS)
		return report(result, "");
	op.paramTypes = TEEC_PARAM_TYPES(
	    TEEC_MEMREF_TEMP_INPUT,
	    command == STORAGE_READ ? TEEC_MEMREF_TEMP_OUTPUT : TEEC_MEMREF_TEMP_INPUT, 0, 0);
	op.params[0].tmpref.buffer = id;
	op.params[0].tmpref.size = strlen(id);
	op.params[1].tmpref.buffer = data ? data : buffer;
	op.params[1].tmpref.size = data ? strlen(data) : sizeof(buffer) - 1;
	result = TEEC_InvokeCommand(&session, command, &op, NULL);
	return report(result, result == TEEC_SUCCESS ? buffer : "");
}

static int bench(uint32_t command, uint32_t value)
{
	char text[80] = "";
	TEEC_Operation op = {0};
	TEEC_Result result = open_session((TEEC_UUID)BENCH_TA_UUID);

	if (result != TEEC_SUCCESS)
		return report(result, "");
	op.paramTypes =
	    command == BENCH_TA_USAGE
		? TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT, TEEC_NONE, TEEC_NONE)
		: TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	op.params[0].value.a = value;
	result = TEEC_InvokeCommand(&session, command, &op, NULL);
	if (command == BENCH_TA_USAGE)
		snprintf(text, sizeof(text), "buffers %u sessions %u heap %u threads %u",
			 op.params[0].value.a, op.params[0].value.b, op.params[1].value.a,
			 op.params[1].value.b);
	return report(result, text);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	uint32_t value = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;

	if (!strcmp(what, "store") && argc == 4)
		return storage(STORAGE_WRITE, argv[2], argv[3]);
	if (!strcmp(what, "load") && argc == 3)
		return storage(STORAGE_READ, argv[2], NULL);
	if (!strcmp(what, "wait"))
		return bench(BENCH_TA_WAIT, value);
	if (!strcmp(what, "notify"))
		return bench(BENCH_TA_NOTIFY, value);
	if (!strcmp(what, "wait-notify"))
		return bench(BENCH_TA_WAIT_NOTIFY, value);
	if (!strcmp(what, "panic"))
		return bench(BENCH_TA_PANIC, 0);
	if (!strcmp(what, "usage"))
		return bench(BENCH_TA_USAGE, 0);
	fprintf(stderr, "usage: tee-probe store ID DATA | load ID | wait MS | notify N | "
			"wait-notify N | panic | usage\n");
	return 2;
}
