/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "client.h"

const TEEC_UUID ta_hello = {
    0x8aaaf200, 0x2450, 0x11e4, {0xab, 0xe2, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b}};
const TEEC_UUID ta_random = {
    0xb6c53aba, 0x9669, 0x4668, {0xa7, 0xf2, 0x20, 0x56, 0x29, 0xd0, 0x0f, 0x86}};
const TEEC_UUID ta_aes = {
    0x5dbac793, 0xf574, 0x4871, {0x8a, 0xd3, 0x04, 0x33, 0x1e, 0xc1, 0x7f, 0x24}};
const TEEC_UUID ta_storage = {
    0xf4e750bb, 0x1437, 0x4fbf, {0x87, 0x85, 0x8d, 0x35, 0x80, 0xc3, 0x49, 0x94}};
const TEEC_UUID ta_bench = BENCH_TA_UUID;

bool client_open(const char *program, TEEC_Context *context)
{
	static const char device[] = "/dev/tee0";
	int fd = open(device, O_RDWR);
	TEEC_Result result;

	if (fd < 0) {
		fprintf(stderr, "%s: %s: %s%s\n", program, device, strerror(errno),
			errno == ENOENT
			    ? ": no TEE: is the optee module loaded, does the device tree "
			      "have /firmware/optee, and does a TEE answer?"
			    : "");
		return false;
	}
	close(fd);
	result = TEEC_InitializeContext(NULL, context);
	if (result != TEEC_SUCCESS)
		fprintf(stderr, "%s: %s isn't an OP-TEE that a client can use: %s\n", program,
			device, client_error(result));
	return result == TEEC_SUCCESS;
}

_Thread_local uint32_t client_origin;

TEEC_Result client_session(TEEC_Context *context, TEEC_Session *session,
			   const TEEC_UUID *application)
{
	return TEEC_OpenSession(context, session, application, TEEC_LOGIN_PUBLIC, NULL, NULL,
				&client_origin);
}

bool client_absent(TEEC_Result result)
{
	return result == TEEC_ERROR_ITEM_NOT_FOUND || result == TEEC_ERROR_NOT_SUPPORTED;
}

const char *client_error(TEEC_Result result)
{
	static _Thread_local char other[16];

	switch (result) {
	case TEEC_SUCCESS:
		return "success";
	case TEEC_ERROR_GENERIC:
		return "generic error";
	case TEEC_ERROR_ACCESS_DENIED:
		return "access denied";
	case TEEC_ERROR_CANCEL:
		return "cancelled";
	case TEEC_ERROR_BAD_FORMAT:
		return "bad format";
	case TEEC_ERROR_BAD_PARAMETERS:
		return "bad parameters";
	case TEEC_ERROR_BAD_STATE:
		return "bad state";
	case TEEC_ERROR_ITEM_NOT_FOUND:
		return "item not found";
	case TEEC_ERROR_NOT_SUPPORTED:
		return "not supported";
	case TEEC_ERROR_OUT_OF_MEMORY:
		return "out of memory";
	case TEEC_ERROR_BUSY:
		return "busy";
	case TEEC_ERROR_COMMUNICATION:
		return "communication failed";
	case TEEC_ERROR_SECURITY:
		return "security fault";
	case TEEC_ERROR_SHORT_BUFFER:
		return "short buffer";
	case TEEC_ERROR_TARGET_DEAD:
		return "target dead";
	case TEEC_ERROR_STORAGE_NOT_AVAILABLE:
		return "storage not available";
	default:
		snprintf(other, sizeof(other), "0x%08x", result);
		return other;
	}
}

TEEC_Result client_storage(TEEC_Session *session, enum storage_command command, const char *id,
			   void *data, size_t *size)
{
	static const uint32_t data_type[] = {
	    [STORAGE_READ] = TEEC_MEMREF_TEMP_OUTPUT,
	    [STORAGE_WRITE] = TEEC_MEMREF_TEMP_INPUT,
	    [STORAGE_DELETE] = TEEC_NONE,
	};
	TEEC_Operation operation = {0};
	TEEC_Result result;

	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, data_type[command], TEEC_NONE, TEEC_NONE);
	operation.params[0].tmpref.buffer = (void *)id;
	operation.params[0].tmpref.size = strlen(id);
	if (command != STORAGE_DELETE) {
		operation.params[1].tmpref.buffer = data;
		operation.params[1].tmpref.size = *size;
	}
	result = TEEC_InvokeCommand(session, command, &operation, &client_origin);
	if (command == STORAGE_READ)
		*size = operation.params[1].tmpref.size;
	return result;
}

uint64_t client_ticks(void)
{
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value) : : "memory");
	return value;
}

uint64_t client_ns(uint64_t ticks)
{
	uint64_t hz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return (uint64_t)((double)ticks * 1e9 / (double)hz);
}

uint64_t client_random(uint64_t *state)
{
	uint64_t x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return x * 0x2545f4914f6cdd1dull; /* xorshift64*, Vigna 2016: see guests/attack/random.c */
}
