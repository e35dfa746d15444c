/* SPDX-License-Identifier: BSD-3-Clause */
/* OP-TEE's AES example: ECB, CBC and CTR with keys of 128 and 256 bits. */
#include <string.h>
#include <mbedtls/aes.h>
#include <mbedtls/platform_util.h>
#include "session.h"

#define CMD_PREPARE 0
#define CMD_SET_KEY 1
#define CMD_SET_IV  2
#define CMD_CIPHER  3

#define ALGO_ECB 0
#define ALGO_CBC 1
#define ALGO_CTR 2

#define BLOCK 16
#define CHUNK 512 /* a multiple of BLOCK */

struct aes_state {
	mbedtls_aes_context context;
	uint8_t iv[BLOCK], stream[BLOCK];
	size_t stream_offset;
	uint32_t algo, key_size;
	bool prepared, encrypt, key_set;
};

static tee_result prepare(struct aes_state *state, const union ta_param *params)
{
	uint32_t algo = params[0].value.a, key_size = params[1].value.a, encode = params[2].value.a;

	if (algo > ALGO_CTR || (key_size != 16 && key_size != 32) || encode > 1)
		return TEE_ERROR_BAD_PARAMETERS;
	memset(state, 0, sizeof(*state));
	mbedtls_aes_init(&state->context);
	state->algo = algo;
	state->key_size = key_size;
	state->encrypt = encode;
	state->prepared = true;
	return TEE_SUCCESS;
}

static tee_result set_key(struct aes_state *state, const struct memref *memref)
{
	uint8_t key[32];
	int error;

	if (!state->prepared)
		return TEE_ERROR_BAD_STATE;
	if (memref->size != state->key_size || !memref_read(memref, 0, key, memref->size))
		return TEE_ERROR_BAD_PARAMETERS;
	if (state->encrypt || state->algo == ALGO_CTR)
		error = mbedtls_aes_setkey_enc(&state->context, key, state->key_size * 8);
	else
		error = mbedtls_aes_setkey_dec(&state->context, key, state->key_size * 8);
	mbedtls_platform_zeroize(key, sizeof(key));
	state->key_set = !error;
	return error ? TEE_ERROR_GENERIC : TEE_SUCCESS;
}

static tee_result set_iv(struct aes_state *state, const struct memref *memref)
{
	if (!state->prepared)
		return TEE_ERROR_BAD_STATE;
	if (memref->size != BLOCK || !memref_read(memref, 0, state->iv, BLOCK))
		return TEE_ERROR_BAD_PARAMETERS;
	state->stream_offset = 0;
	return TEE_SUCCESS;
}

static void cipher_chunk(struct aes_state *state, uint8_t *bytes, size_t size)
{
	int mode = state->encrypt ? MBEDTLS_AES_ENCRYPT : MBEDTLS_AES_DECRYPT;

	if (state->algo == ALGO_CTR)
		mbedtls_aes_crypt_ctr(&state->context, size, &state->stream_offset, state->iv,
				      state->stream, bytes, bytes);
	else if (state->algo == ALGO_CBC)
		mbedtls_aes_crypt_cbc(&state->context, mode, size, state->iv, bytes, bytes);
	else
		for (size_t i = 0; i < size; i += BLOCK)
			mbedtls_aes_crypt_ecb(&state->context, mode, bytes + i, bytes + i);
}

/* Whole blocks only, except with CTR: no partial block is kept between calls. */
static tee_result cipher(struct aes_state *state, struct memref *in, struct memref *out)
{
	uint8_t bytes[CHUNK];

	if (!state->key_set)
		return TEE_ERROR_BAD_STATE;
	if (out->size < in->size || (state->algo != ALGO_CTR && in->size % BLOCK))
		return TEE_ERROR_BAD_PARAMETERS;
	for (uint64_t done = 0; done < in->size; done += CHUNK) {
		size_t n = in->size - done < CHUNK ? in->size - done : CHUNK;

		memref_read(in, done, bytes, n);
		cipher_chunk(state, bytes, n);
		memref_write(out, done, bytes, n);
	}
	out->size = in->size;
	mbedtls_platform_zeroize(bytes, sizeof(bytes));
	return TEE_SUCCESS;
}

static tee_result invoke(struct session *s, uint32_t command, uint32_t types,
			 union ta_param *params)
{
	static const uint32_t expected[] = {
	    [CMD_PREPARE] = TA_TYPES(TA_VALUE_INPUT, TA_VALUE_INPUT, TA_VALUE_INPUT, TA_NONE),
	    [CMD_SET_KEY] = TA_TYPES(TA_MEMREF_INPUT, TA_NONE, TA_NONE, TA_NONE),
	    [CMD_SET_IV] = TA_TYPES(TA_MEMREF_INPUT, TA_NONE, TA_NONE, TA_NONE),
	    [CMD_CIPHER] = TA_TYPES(TA_MEMREF_INPUT, TA_MEMREF_OUTPUT, TA_NONE, TA_NONE),
	};

	if (command > CMD_CIPHER)
		return TEE_ERROR_NOT_SUPPORTED;
	if (types != expected[command])
		return TEE_ERROR_BAD_PARAMETERS;
	switch (command) {
	case CMD_PREPARE:
		return prepare(s->state, params);
	case CMD_SET_KEY:
		return set_key(s->state, &params[0].memref);
	case CMD_SET_IV:
		return set_iv(s->state, &params[0].memref);
	default:
		return cipher(s->state, &params[0].memref, &params[1].memref);
	}
}

const struct ta ta_aes = {
    .name = "aes",
    .uuid = {0x5D, 0xBA, 0xC7, 0x93, 0xF5, 0x74, 0x48, 0x71, 0x8A, 0xD3, 0x04, 0x33, 0x1E, 0xC1,
	     0x7F, 0x24},
    .state_size = sizeof(struct aes_state),
    .invoke = invoke,
};
