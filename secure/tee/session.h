/* SPDX-License-Identifier: BSD-3-Clause */
/* Sessions with trusted applications, and what an application is. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "shm.h"

struct partition;
struct session;

/* Parameter types as GlobalPlatform numbers them, four bits each. */
#define TA_NONE		     0
#define TA_VALUE_INPUT	     1
#define TA_VALUE_OUTPUT	     2
#define TA_VALUE_INOUT	     3
#define TA_MEMREF_INPUT	     5
#define TA_MEMREF_OUTPUT     6
#define TA_MEMREF_INOUT	     7
#define TA_PARAMS	     4
#define TA_TYPES(a, b, c, d) ((a) | (b) << 4 | (c) << 8 | (d) << 12)
#define TA_TYPE(types, i)    (((types) >> (4 * (i))) & 0xF)

union ta_param {
	struct {
		uint32_t a, b;
	} value;
	struct memref memref; /* the application may set size: the bytes that it wrote or needs */
};

struct ta {
	uint8_t uuid[16]; /* as in messages: big-endian fields */
	const char *name;
	uint32_t state_size; /* bytes of each session's state, zeroed; may be 0 */
	/* Both may be NULL: nothing to do. */
	tee_result (*open)(struct session *s);
	void (*close)(struct session *s);
	/* Runs preemptible, one call a session at a time; several sessions at once. */
	tee_result (*invoke)(struct session *s, uint32_t command, uint32_t types,
			     union ta_param *params);
};

struct session {
	const struct ta *ta; /* NULL: free slot */
	void *state;
	struct partition *partition;
	uint32_t id;
	uint8_t asid; /* number of the application's instance, one per session (asid.h) */
	bool busy, cancelled, dead; /* dead: the application faulted in it */
};

/* All built-in applications (ta/list.c). */
extern const struct ta *const ta_list[];
extern const unsigned int ta_count;

/*
 * Open a session with parameters of @types: no application here takes any.
 * TEE_ERROR_ITEM_NOT_FOUND: no such application; TEE_ERROR_BAD_PARAMETERS: there are parameters;
 * TEE_ERROR_OUT_OF_MEMORY: too many sessions, or no memory for the state; TEE_ERROR_GENERIC: no
 * address space is left (OP-TEE's answer); @origin tells who refused.
 */
tee_result session_open(struct partition *p, const uint8_t uuid[16], uint32_t types, uint32_t *id,
			uint32_t *origin);

/*
 * Invoke a command. TEE_ERROR_BAD_PARAMETERS with TEE origin: no such session;
 * TEE_ERROR_TARGET_DEAD: the application faulted, now or earlier. Waits while the session is busy.
 */
tee_result session_invoke(struct partition *p, uint32_t id, uint32_t command, uint32_t types,
			  union ta_param *params, uint32_t *origin);

/* Close. TEE_ERROR_ITEM_NOT_FOUND: no such session. Waits while it is busy. */
tee_result session_close(struct partition *p, uint32_t id);

/* Ask the command that runs in the session to end. TEE_ERROR_BAD_PARAMETERS: no such session. */
tee_result session_cancel(struct partition *p, uint32_t id);

/* For applications: has the running command been cancelled? */
bool session_cancelled(const struct session *s);
