/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checks parameters of calls. The bench application's echo command transforms its parameters in a way that is computed here as
 * well (abi/bulkhead/bench_ta.h).
 */
#include <stdlib.h>
#include <string.h>
#include "check.h"

#define PARAMS	   4
#define AREA	   (4 * PAGE_SIZE)
#define UNTOUCHED  0xa5
#define SMALL_SIZE (2 * PAGE_SIZE + 1) /* most bytes of a random buffer: it may touch three pages */

enum place { PLACE_NULL, PLACE_TEMPORARY, PLACE_WHOLE, PLACE_PART };

/* One memory parameter: `size` bytes at `at` inside a guarded area. */
struct buffer {
	uint8_t area[AREA];
	uint8_t *at;
	size_t size;
	enum place place;
	TEEC_SharedMemory shared;
	bool is_shared;
};

static uint32_t draw(struct check *check, uint32_t below)
{
	return (uint32_t)(client_random(&check->random) % below);
}

static bool is_memory(uint32_t type)
{
	return type >= TEEC_MEMREF_TEMP_INPUT;
}

static uint8_t pattern(size_t i, unsigned index)
{
	return (uint8_t)(i * 31 + (i >> 8) + index * 7);
}

static uint8_t inverted(size_t i, unsigned index)
{
	return (uint8_t)(0xff - pattern(i, index));
}

/* Makes a buffer at a random place and the parameter that names it. Returns false if its registration failed. */
static bool place_buffer(struct check *check, struct buffer *buffer, unsigned index, uint32_t *type,
			 TEEC_Parameter *parameter)
{
	size_t skew = draw(check, PAGE_SIZE), before = draw(check, 300), after = draw(check, 300);

	buffer->place = (enum place)draw(check, PLACE_PART + 1);
	buffer->size =
	    buffer->place == PLACE_NULL || !draw(check, 8) ? 0 : 1 + draw(check, SMALL_SIZE);
	memset(buffer->area, UNTOUCHED, AREA);
	buffer->at = buffer->area + skew + before;
	for (size_t i = 0; i < buffer->size; i++)
		buffer->at[i] = pattern(i, index);
	buffer->is_shared = false;
	if (buffer->place <= PLACE_TEMPORARY) {
		parameter->tmpref.buffer = buffer->place == PLACE_NULL ? NULL : buffer->at;
		parameter->tmpref.size = buffer->size;
		return true;
	}
	/*
	 * A whole reference takes its direction from the shared memory's flags, and is never empty.
	 */
	if (buffer->place == PLACE_WHOLE && buffer->size) {
		before = after = 0;
		buffer->shared.flags = *type - TEEC_MEMREF_TEMP_INPUT + TEEC_MEM_INPUT;
		*type = TEEC_MEMREF_WHOLE;
	} else {
		buffer->shared.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT;
		*type += TEEC_MEMREF_PARTIAL_INPUT - TEEC_MEMREF_TEMP_INPUT;
	}
	buffer->shared.buffer = buffer->at - before;
	buffer->shared.size = before + buffer->size + after;
	if (!buffer->shared.size) /* register one byte: 0 bytes can't be */
		buffer->shared.size = 1;
	parameter->memref.parent = &buffer->shared;
	parameter->memref.offset = before;
	parameter->memref.size = buffer->size;
	buffer->is_shared =
	    TEEC_RegisterSharedMemory(check->context, &buffer->shared) == TEEC_SUCCESS;
	return buffer->is_shared;
}

/* Checks what echo made of the buffer; `reported` is the size that the call returned. */
static bool buffer_right(const struct buffer *buffer, unsigned index, uint32_t type, uint32_t sum,
			 size_t reported)
{
	size_t size = buffer->size;

	if (type == TEEC_MEMREF_TEMP_OUTPUT) {
		size -= size / 4;
		if (reported != size)
			return false;
	}
	for (size_t i = 0; i < size; i++) {
		uint8_t was = pattern(i, index);
		uint8_t expected = type == TEEC_MEMREF_TEMP_INPUT    ? was
				   : type == TEEC_MEMREF_TEMP_OUTPUT ? (uint8_t)(sum + index)
								     : inverted(i, index);

		if (buffer->at[i] != expected)
			return false;
	}
	for (const uint8_t *at = buffer->area; at < buffer->area + AREA; at++)
		if ((at < buffer->at || at >= buffer->at + buffer->size) && *at != UNTOUCHED)
			return false;
	return true;
}

static bool value_right(const TEEC_Value *value, unsigned index, uint32_t type, uint32_t sum,
			const TEEC_Value *before)
{
	if (type == TEEC_VALUE_OUTPUT)
		return value->a == sum && value->b == index;
	if (type == TEEC_VALUE_INOUT)
		return value->a == before->b && value->b == before->a;
	return value->a == before->a && value->b == before->b;
}

/* Makes one echo call with these types. Types of temporary memory stand for memory of any kind. */
static TEEC_Result echo(struct check *check, TEEC_Session *session, const uint32_t types[PARAMS],
			bool *right)
{
	static struct buffer buffers[PARAMS];
	TEEC_Operation operation = {0};
	TEEC_Value values[PARAMS];
	uint32_t given[PARAMS], sum = 0, origin;
	TEEC_Result result = TEEC_SUCCESS;

	for (unsigned i = 0; i < PARAMS; i++) {
		struct buffer *buffer = &buffers[i];
		TEEC_Parameter *parameter = &operation.params[i];

		given[i] = types[i];
		buffer->is_shared = false;
		if (is_memory(types[i])) {
			if (!place_buffer(check, buffer, i, &given[i], parameter))
				result = TEEC_ERROR_OUT_OF_MEMORY;
			for (size_t n = 0; n < buffer->size; n++)
				sum += types[i] == TEEC_MEMREF_TEMP_OUTPUT ? 0 : buffer->at[n];
		} else {
			values[i] = (TEEC_Value){(uint32_t)client_random(&check->random),
						 (uint32_t)client_random(&check->random)};
			parameter->value = values[i];
			if (types[i] == TEEC_VALUE_INPUT || types[i] == TEEC_VALUE_INOUT)
				sum += values[i].a + values[i].b;
		}
	}
	operation.paramTypes = TEEC_PARAM_TYPES(given[0], given[1], given[2], given[3]);
	if (result == TEEC_SUCCESS)
		result = TEEC_InvokeCommand(session, BENCH_TA_ECHO, &operation, &origin);
	*right = true;
	for (unsigned i = 0; i < PARAMS; i++) {
		const TEEC_Parameter *parameter = &operation.params[i];

		if (!is_memory(types[i]))
			*right &= types[i] == TEEC_NONE ||
				  value_right(&parameter->value, i, types[i], sum, &values[i]);
		else
			*right &= buffer_right(&buffers[i], i, types[i], sum,
					       buffers[i].is_shared ? parameter->memref.size
								    : parameter->tmpref.size);
		if (buffers[i].is_shared)
			TEEC_ReleaseSharedMemory(&buffers[i].shared);
	}
	return result;
}

static void combinations(struct check *check, TEEC_Session *session)
{
	static const uint32_t kinds[] = {TEEC_NONE,
					 TEEC_VALUE_INPUT,
					 TEEC_VALUE_OUTPUT,
					 TEEC_VALUE_INOUT,
					 TEEC_MEMREF_TEMP_INPUT,
					 TEEC_MEMREF_TEMP_OUTPUT,
					 TEEC_MEMREF_TEMP_INOUT};
	const unsigned count = sizeof(kinds) / sizeof(kinds[0]),
		       all = count * count * count * count;
	unsigned calls = 0, wrong = 0, failed = 0;
	TEEC_Result last = TEEC_SUCCESS;

	for (unsigned round = 0; round < all + check->rounds; round++) {
		unsigned code = round < all ? round : draw(check, all);
		uint32_t types[PARAMS];
		TEEC_Result result;
		bool right;

		for (unsigned i = 0; i < PARAMS; i++, code /= count)
			types[i] = kinds[code % count];
		result = echo(check, session, types, &right);
		calls++;
		if (result != TEEC_SUCCESS) {
			failed++;
			last = result;
		} else if (!right) {
			wrong++;
		}
	}
	check_report("parameter-types", !failed && !wrong,
		     "%u calls of %u combinations: %u failed (%s), %u wrong", calls, all, failed,
		     client_error(last), wrong);
}

/* Makes calls that the API or the application must refuse. */
static void refusals(struct check *check, TEEC_Session *session)
{
	TEEC_SharedMemory memory = {.size = 100, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};
	TEEC_Operation operation = {0};
	TEEC_Result part, flags, command;
	uint32_t origin, command_origin;

	if (TEEC_AllocateSharedMemory(check->context, &memory) != TEEC_SUCCESS) {
		check_report("parameter-misuse", false, "can't allocate 100 bytes");
		return;
	}
	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].memref.parent = &memory;
	operation.params[0].memref.offset = 60;
	operation.params[0].memref.size = 41;
	part = TEEC_InvokeCommand(session, BENCH_TA_ECHO, &operation, &origin);
	operation.params[0].memref.size = 40;
	flags = TEEC_InvokeCommand(session, BENCH_TA_ECHO, &operation, &origin);
	memset(&operation, 0, sizeof(operation));
	command = TEEC_InvokeCommand(session, 0x7fff, &operation, &command_origin);
	check_report(
	    "parameter-misuse",
	    part == TEEC_ERROR_BAD_PARAMETERS && flags == TEEC_SUCCESS &&
		command == TEEC_ERROR_NOT_SUPPORTED && command_origin == TEEC_ORIGIN_TRUSTED_APP,
	    "part beyond its end: %s; up to it: %s; unknown command: %s from %u",
	    client_error(part), client_error(flags), client_error(command), command_origin);
	TEEC_ReleaseSharedMemory(&memory);
}

/* Uses a buffer as input that the client itself may only read. */
static void read_only(struct check *check, TEEC_Session *session)
{
	static const uint8_t constant[5000] = {1, 2, 3};
	TEEC_SharedMemory memory = {
	    .buffer = (void *)constant, .size = sizeof(constant), .flags = TEEC_MEM_INPUT};
	TEEC_Operation operation = {0};
	TEEC_Result result = TEEC_RegisterSharedMemory(check->context, &memory);
	uint32_t origin;

	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, TEEC_VALUE_OUTPUT, TEEC_NONE, TEEC_NONE);
	operation.params[0].memref.parent = &memory;
	if (result == TEEC_SUCCESS) {
		result = TEEC_InvokeCommand(session, BENCH_TA_ECHO, &operation, &origin);
		TEEC_ReleaseSharedMemory(&memory);
	}
	check_report("read-only-buffer", result == TEEC_SUCCESS && operation.params[1].value.a == 6,
		     "%s, sum %u of 6", client_error(result), operation.params[1].value.a);
}

void check_parameters(struct check *check)
{
	TEEC_Session session;

	if (!check_enter(check, &session, "parameters"))
		return;
	combinations(check, &session);
	refusals(check, &session);
	read_only(check, &session);
	TEEC_CloseSession(&session);
}

/*
 * `size` bytes at an odd place, registered, allocated or temporary: each byte comes back inverted.
 */
static TEEC_Result invert(struct check *check, TEEC_Session *session, size_t size, enum place place,
			  bool *right)
{
	size_t skew = size % 2 ? 1 + draw(check, PAGE_SIZE - 1) : 0;
	uint8_t *area = malloc(size + skew + 1), *at = area + skew;
	TEEC_SharedMemory memory = {.size = size, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};
	TEEC_Operation operation = {0};
	TEEC_Result result = area ? TEEC_SUCCESS : TEEC_ERROR_OUT_OF_MEMORY;
	uint32_t origin;

	if (area && place == PLACE_WHOLE) {
		memory.buffer = at;
		result = TEEC_RegisterSharedMemory(check->context, &memory);
	} else if (area && place == PLACE_PART) {
		result = TEEC_AllocateSharedMemory(check->context, &memory);
		at = memory.buffer;
	}
	if (result == TEEC_SUCCESS) {
		for (size_t i = 0; i < size; i++)
			at[i] = pattern(i, 0);
		operation.params[0].memref.parent = &memory;
		operation.params[0].memref.size = size;
		operation.paramTypes =
		    TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
		if (place == PLACE_TEMPORARY) {
			operation.params[0].tmpref.buffer = at;
			operation.params[0].tmpref.size = size;
			operation.paramTypes = TEEC_MEMREF_TEMP_INOUT;
		}
		result = TEEC_InvokeCommand(session, BENCH_TA_ECHO, &operation, &origin);
		*right = true;
		for (size_t i = 0; i < size; i++)
			*right &= at[i] == inverted(i, 0);
		if (place != PLACE_TEMPORARY)
			TEEC_ReleaseSharedMemory(&memory);
	}
	free(area);
	return result;
}

void check_sizes(struct check *check)
{
	static const size_t sizes[] = {1,	7,	 4095,	  4096,	    4097,
				       8191,	65537,	 1048575, 1048577,  2097151,
				       2097153, 4194305, 8388609, 16777215, 16777216};
	unsigned good = 0, refused = 0, failed = 0;
	TEEC_Result last = TEEC_SUCCESS;
	TEEC_Session session;
	size_t worst = 0;

	if (!check_enter(check, &session, "buffer-sizes"))
		return;
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (enum place place = PLACE_TEMPORARY; place <= PLACE_PART; place++) {
			bool right = false;
			TEEC_Result result = invert(check, &session, sizes[i], place, &right);

			if (result == TEEC_SUCCESS && right) {
				good++;
			} else if (sizes[i] > check->largest &&
				   result == TEEC_ERROR_OUT_OF_MEMORY) {
				refused++;
			} else {
				failed++;
				last = result;
				worst = sizes[i];
			}
		}
	}
	check_report("buffer-sizes", !failed,
		     "1 to 16777216 bytes: %u good, %u too large, %u failed (%zu: %s)", good,
		     refused, failed, worst, client_error(last));
	TEEC_CloseSession(&session);
}
