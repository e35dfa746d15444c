/* SPDX-License-Identifier: BSD-3-Clause */
/* A worker of tee-stress is a thread with its own sessions, random sequence and counts. */
#pragma once
#include "client.h"

enum stress_action {
	STRESS_VALUE,	   /* a number through hello world */
	STRESS_SESSION,	   /* open, call, close */
	STRESS_RANDOM,	   /* random bytes into a temporary buffer */
	STRESS_TEMPORARY,  /* a temporary buffer, changed by the application and compared */
	STRESS_REGISTERED, /* registered memory, a part of it */
	STRESS_ALLOCATED,  /* memory that libteec allocates */
	STRESS_STORAGE,	   /* the worker's own object is written, read and deleted */
	STRESS_CANCEL,	   /* a waiting call that is cancelled */
	STRESS_ACTIONS
};

enum stress_result {
	STRESS_OK,
	STRESS_REFUSED, /* a defined shortage: busy, out of memory */
	STRESS_DEAD,	/* the application, the TEE or its mediator died: session lost */
	STRESS_WRONG,	/* any other error, or a wrong answer */
	STRESS_RESULTS
};

/* Whose resources ran out when a call was refused. */
enum stress_refusal {
	STRESS_BY_TEE, /* the TEE's or its application's own memory */
	STRESS_BELOW,  /* driver, mediator, libteec */
	STRESS_REFUSALS
};

struct stress_worker {
	TEEC_Context *context;
	unsigned index, rounds;
	size_t size_max; /* of a buffer, bytes */
	uint64_t random;
	bool has[STRESS_ACTIONS]; /* the TEE has the application for it */
	TEEC_Session session[STRESS_ACTIONS];
	bool open[STRESS_ACTIONS];
	unsigned counts[STRESS_ACTIONS][STRESS_RESULTS];
	unsigned cancelled; /* calls that ended early because they were cancelled */
	unsigned refusals[STRESS_REFUSALS];
	TEEC_Result last_refusal;
	TEEC_Result last_bad; /* latest result that was counted as dead or wrong */
};

extern const char *const stress_action_names[STRESS_ACTIONS];

/* @return the application of an action */
const TEEC_UUID *stress_application(enum stress_action action);
/* Runs one random action and counts its result. */
void stress_round(struct stress_worker *worker);
/* Closes what is open. */
void stress_close(struct stress_worker *worker);
