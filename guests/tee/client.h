/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What tee-tour and tee-stress share: the applications they call, names of errors, time.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_client_api.h>
#include <bulkhead/bench_ta.h>

/* OP-TEE's well-known example applications (documentation: optee_examples) and their commands. */
extern const TEEC_UUID ta_hello, ta_random, ta_aes, ta_storage, ta_bench;

enum hello_command { HELLO_INC = 0, HELLO_DEC = 1 };
enum random_command { RANDOM_GENERATE = 0 };
enum aes_command { AES_PREPARE = 0, AES_SET_KEY = 1, AES_SET_IV = 2, AES_CIPHER = 3 };
enum aes_algorithm { AES_ECB = 0, AES_CBC = 1, AES_CTR = 2 };
enum aes_mode { AES_DECODE = 0, AES_ENCODE = 1 };
enum storage_command { STORAGE_READ = 0, STORAGE_WRITE = 1, STORAGE_DELETE = 2 };

#define PAGE_SIZE 4096u

/*
 * Opens the TEE. Returns false after a message on standard error that says what is missing: the
 * device node, the right to open it, or the TEE's own answer.
 */
bool client_open(const char *program, TEEC_Context *context);

/* Opens a session as the public login. Returns the TEE's result. */
TEEC_Result client_session(TEEC_Context *context, TEEC_Session *session,
			   const TEEC_UUID *application);

/* The origin (TEEC_ORIGIN_*) of the thread's latest result. client_session and client_storage set it, and so do callers that
 * pass it to libteec. */
extern _Thread_local uint32_t client_origin;

/* Returns whether the result means that the TEE has no such application. */
bool client_absent(TEEC_Result result);

/* Returns the name of a result, or "0x...". The text is valid until the thread's next call. */
const char *client_error(TEEC_Result result);

/*
 * Makes one request to the storage application for the object `id`. READ: *size is the room at `data`,
 * then the object's size; WRITE: *size bytes of `data`; DELETE: both NULL.
 */
TEEC_Result client_storage(TEEC_Session *session, enum storage_command command, const char *id,
			   void *data, size_t *size);

/* Virtual counter and its conversion to ns of virtual time (Arm DDI 0487, D11.1.2). */
uint64_t client_ticks(void);
uint64_t client_ns(uint64_t ticks);

/* A small generator (xorshift64*): the same seed, the same sequence. State must not be 0. */
uint64_t client_random(uint64_t *state);
