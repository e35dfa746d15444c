/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "report.h"
#include "tour.h"

/* Opens a session, or reports why the check `name` can't run. */
static bool enter(TEEC_Context *context, TEEC_Session *session, const TEEC_UUID *application,
		  const char *name)
{
	TEEC_Result result = client_session(context, session, application);

	if (result == TEEC_SUCCESS)
		return true;
	report_check(name, client_absent(result) ? REPORT_SKIPPED : REPORT_FAILED,
		     client_absent(result) ? "this TEE has no such application (%s)" : "open: %s",
		     client_error(result));
	return false;
}

static void hello(TEEC_Context *context)
{
	TEEC_Operation operation = {0};
	TEEC_Session session;
	TEEC_Result up, down;
	uint32_t origin, after_up;

	if (!enter(context, &session, &ta_hello, "hello"))
		return;
	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].value.a = 42;
	up = TEEC_InvokeCommand(&session, HELLO_INC, &operation, &origin);
	after_up = operation.params[0].value.a;
	down = TEEC_InvokeCommand(&session, HELLO_DEC, &operation, &origin);
	report_check("hello",
		     up == TEEC_SUCCESS && down == TEEC_SUCCESS && after_up == 43 &&
			     operation.params[0].value.a == 42
			 ? REPORT_OK
			 : REPORT_FAILED,
		     "42 up is %u (%s), down is %u (%s)", after_up, client_error(up),
		     operation.params[0].value.a, client_error(down));
	TEEC_CloseSession(&session);
}

static TEEC_Result draw(TEEC_Session *session, uint8_t *bytes, size_t size)
{
	TEEC_Operation operation = {0};
	uint32_t origin;

	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].tmpref.buffer = bytes;
	operation.params[0].tmpref.size = size;
	return TEEC_InvokeCommand(session, RANDOM_GENERATE, &operation, &origin);
}

/* Two draws must differ, and each must contain more than half of the byte values. That fails by chance once in 2^100. */
static void random_bytes(TEEC_Context *context)
{
	static uint8_t first[1024], second[1024];
	bool seen[256] = {false};
	unsigned values = 0;
	TEEC_Session session;
	TEEC_Result result;

	if (!enter(context, &session, &ta_random, "random"))
		return;
	result = draw(&session, first, sizeof(first));
	if (result == TEEC_SUCCESS)
		result = draw(&session, second, sizeof(second));
	for (size_t i = 0; i < sizeof(first); i++) {
		values += !seen[first[i]];
		seen[first[i]] = true;
	}
	report_check("random",
		     result == TEEC_SUCCESS && values > 128 && memcmp(first, second, sizeof(first))
			 ? REPORT_OK
			 : REPORT_FAILED,
		     "%zu bytes twice: %s, %u byte values", sizeof(first), client_error(result),
		     values);
	TEEC_CloseSession(&session);
}

/* NIST SP 800-38A, F.5.1: CTR-AES128.Encrypt, all four blocks. */
static const uint8_t ctr_key[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
				    0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
static const uint8_t ctr_counter[16] = {0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7,
					0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
static const uint8_t ctr_plain[64] = {
    0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a,
    0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51,
    0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4, 0x11, 0xe5, 0xfb, 0xc1, 0x19, 0x1a, 0x0a, 0x52, 0xef,
    0xf6, 0x9f, 0x24, 0x45, 0xdf, 0x4f, 0x9b, 0x17, 0xad, 0x2b, 0x41, 0x7b, 0xe6, 0x6c, 0x37, 0x10};
static const uint8_t ctr_cipher[64] = {
    0x87, 0x4d, 0x61, 0x91, 0xb6, 0x20, 0xe3, 0x26, 0x1b, 0xef, 0x68, 0x64, 0x99, 0x0d, 0xb6, 0xce,
    0x98, 0x06, 0xf6, 0x6b, 0x79, 0x70, 0xfd, 0xff, 0x86, 0x17, 0x18, 0x7b, 0xb9, 0xff, 0xfd, 0xff,
    0x5a, 0xe4, 0xdf, 0x3e, 0xdb, 0xd5, 0xd3, 0x5e, 0x5b, 0x4f, 0x09, 0x02, 0x0d, 0xb0, 0x3e, 0xab,
    0x1e, 0x03, 0x1d, 0xda, 0x2f, 0xbe, 0x03, 0xd1, 0x79, 0x21, 0x70, 0xa0, 0xf3, 0x00, 0x9c, 0xee};

static TEEC_Result aes_set(TEEC_Session *session, enum aes_command command, const uint8_t *bytes,
			   size_t size)
{
	TEEC_Operation operation = {0};
	uint32_t origin;

	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	operation.params[0].tmpref.buffer = (void *)bytes;
	operation.params[0].tmpref.size = size;
	return TEEC_InvokeCommand(session, command, &operation, &origin);
}

static TEEC_Result aes_run(TEEC_Session *session, enum aes_mode mode, const uint8_t *in,
			   uint8_t *out, size_t size)
{
	TEEC_Operation operation = {0};
	uint32_t origin;
	TEEC_Result result;

	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_VALUE_INPUT, TEEC_VALUE_INPUT, TEEC_NONE);
	operation.params[0].value.a = AES_CTR;
	operation.params[1].value.a = sizeof(ctr_key);
	operation.params[2].value.a = mode;
	result = TEEC_InvokeCommand(session, AES_PREPARE, &operation, &origin);
	if (result == TEEC_SUCCESS)
		result = aes_set(session, AES_SET_KEY, ctr_key, sizeof(ctr_key));
	if (result == TEEC_SUCCESS)
		result = aes_set(session, AES_SET_IV, ctr_counter, sizeof(ctr_counter));
	if (result != TEEC_SUCCESS)
		return result;
	memset(&operation, 0, sizeof(operation));
	operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT, TEEC_NONE, TEEC_NONE);
	operation.params[0].tmpref.buffer = (void *)in;
	operation.params[0].tmpref.size = size;
	operation.params[1].tmpref.buffer = out;
	operation.params[1].tmpref.size = size;
	return TEEC_InvokeCommand(session, AES_CIPHER, &operation, &origin);
}

static void aes(TEEC_Context *context)
{
	uint8_t cipher[sizeof(ctr_plain)] = {0}, plain[sizeof(ctr_plain)] = {0};
	TEEC_Session session;
	TEEC_Result encode, decode;

	if (!enter(context, &session, &ta_aes, "aes"))
		return;
	encode = aes_run(&session, AES_ENCODE, ctr_plain, cipher, sizeof(cipher));
	decode = aes_run(&session, AES_DECODE, cipher, plain, sizeof(plain));
	report_check("aes",
		     encode == TEEC_SUCCESS && decode == TEEC_SUCCESS &&
			     !memcmp(cipher, ctr_cipher, sizeof(cipher)) &&
			     !memcmp(plain, ctr_plain, sizeof(plain))
			 ? REPORT_OK
			 : REPORT_FAILED,
		     "SP 800-38A F.5.1: encode %s, decode %s", client_error(encode),
		     client_error(decode));
	TEEC_CloseSession(&session);
}

void tour_examples(TEEC_Context *context)
{
	hello(context);
	random_bytes(context);
	aes(context);
}
