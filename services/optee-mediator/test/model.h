/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A model of the secure world and of the client's memory. It plays OP-TEE's part for the mediator
 * and is the oracle of the tests: it aborts when the mediator names memory that is neither in the
 * client's windows nor a page of its own, when a page list changes while it is in use, or when a
 * cookie is registered twice.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../mediator.h"
#include "../optee.h"

/* The client's memory: a large window and, in dynamic mode, a small one. */
#define MODEL_IPA   0x40000000ull
#define MODEL_PA    0x900000000ull
#define MODEL_SIZE  (20u << 20)
#define MODEL_IPA2  0x80000000ull
#define MODEL_PA2   0xa00000000ull
#define MODEL_SIZE2 (64u << 10)

/* What the secure world does next when it runs a thread. */
enum model_action {
	MODEL_FINISH,	    /* end the call: outputs set, result 0 */
	MODEL_FAIL,	    /* end it with TEEC_ERROR 0xFFFF0000 | parameter */
	MODEL_BADCMD,	    /* end it with a0 = EBADCMD */
	MODEL_FOREIGN_INTR, /* RPC */
	MODEL_TIME,	    /* RPC message GET_TIME: one value output */
	MODEL_SHM_ALLOC,    /* RPC message SHM_ALLOC of `parameter` bytes */
	MODEL_SHM_FREE,	    /* RPC message SHM_FREE of the last allocation */
	MODEL_FS_READ,	    /* RPC message with value and RMEM of the last allocation */
	MODEL_LOAD_TA,	    /* RPC message with value and null TMEM output */
	MODEL_OLD_ALLOC,    /* RPC ALLOC */
	MODEL_OLD_FREE,	    /* RPC FREE */
	MODEL_BAD_RPC,	    /* RPC messages that mustn't reach the client, by `parameter` */
	MODEL_UNKNOWN_RPC,  /* RPC function 9 */
	MODEL_ACTIONS
};
struct model_step {
	enum model_action action;
	uint32_t parameter;
};

#define MODEL_THREADS	    16
#define MODEL_REGISTRATIONS 2048
#define MODEL_SESSIONS	    128

struct model_thread {
	bool used, waiting;
	struct optee_arg *arg, *rpc;
	uint32_t cmd, session, num_params; /* fields of the argument, read once as in OP-TEE */
	struct optee_param first;
	struct model_step pending; /* the RPC that it waits for */
	uint64_t list;		   /* the argument's page list, read again after an interrupt */
	uint64_t list_size, list_sum, list_cookie;
	uint64_t allocation, allocation_size; /* last SHM_ALLOC: its cookie */
	uint32_t last_rpc_ret;
};

struct model {
	struct model_step (*next)(void); /* next step; NULL: always MODEL_FINISH */
	void (*meanwhile)(void);	 /* what the client does to its memory meanwhile, or NULL */
	uint32_t uid, caps, caps_error, threads;
	bool beginning; /* the mediator is beginning */
	uint64_t ms;	/* the clock, which advances when it is read */
	uint32_t sessions_open[MODEL_SESSIONS], last_session;
	unsigned int session_count;
	uint64_t calls;	   /* calls of all kinds */
	uint64_t last[8];  /* registers of the last call */
	uint32_t yielding; /* calls with an argument that were let through */
	uint64_t time;	   /* value.a of the last GET_TIME */
	struct optee_arg *last_arg;
	uint64_t cookies[MODEL_REGISTRATIONS];
	uint64_t sizes[MODEL_REGISTRATIONS];
	bool by_rpc[MODEL_REGISTRATIONS];
	unsigned int cookie_count;
	struct model_thread thread[MODEL_THREADS];
	unsigned int sections;	 /* depth of platform_enter */
	unsigned int lost_lines; /* calls of platform_lost */
};
extern struct model model;
extern uint8_t *model_memory, *model_memory2;

/** Forget which of its own pages the mediator has named. */
void model_forget_pages(void);

/** Start mediator and model anew, with zeroed memory. */
void model_reset(enum mediator_mode mode, bool notifications);

/** Let the mediator begin anew in the same partition, as after a restart of its own or of its client.
 * @return result of mediator_init() */
int model_restart(void);

/** Overwrite all kept data with what `byte` returns, as a fault or an attacker might. */
void model_break_kept(uint8_t (*byte)(void));

/** Do what the core does afterwards: the client's partition ends, and a new one begins. */
void model_new_partition(void);

/** Set the mediator's limits from its next begin on: sessions at once, and lives. */
void model_limits(unsigned int sessions, unsigned int lives);

/** Client memory at `ipa`. */
void *model_at(uint64_t ipa);

/** Number of registrations with this cookie. */
unsigned int model_registered(uint64_t cookie);

/** Issue an SMC as the client: x[0] to x[7]. */
void model_smc(uint64_t x[8], uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4,
	       uint64_t x5);
