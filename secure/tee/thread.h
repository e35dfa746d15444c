/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads of yielding calls. A thread runs at EL1 on SP_EL0, preemptible; whatever takes it off the
 * core (interrupt, RPC, end) is an exception that saves all of it, so it can go on at any core.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "layout.h"
#include "optee_abi.h"

#define THREAD_SIZE   16384 /* a thread's record and stack, aligned to its size */
#define THREAD_CANARY 0x5AFE57AC4CA4A41FUL

#define THREAD_SVC_RPC	1 /* immediates of the SVC that a thread leaves with */
#define THREAD_SVC_EXIT 2

struct partition;
struct shm;

struct smc_args {
	uint64_t a[8];
};

/* Saved and loaded by assembly (offsets.c). */
struct thread_regs {
	uint64_t x[31];
	uint64_t sp, elr, spsr, fpcr, fpsr;
	uint64_t v[64] __attribute__((aligned(16)));
};

/*
 * Where a fault of a trusted application returns to: callee-saved registers, x30 and SP (guard.S).
 */
struct guard {
	uint64_t x19[12]; /* x19 to x30 */
	uint64_t sp;
	uint64_t armed;
	uint64_t dead; /* result after a fault */
};

enum thread_state { THREAD_FREE, THREAD_RUNNING, THREAD_SUSPENDED };

struct thread {
	struct thread_regs regs;
	struct guard guard;
	struct partition *partition;
	struct smc_args call; /* of the yielding call that started it */
	uint64_t rpc_arg;     /* physical address of the RPC argument, 0: none yet */
	uint64_t rpc_cookie;  /* of an argument that the normal world allocated */
	bool rpc_arg_owned;   /* allocated by us with RPC ALLOC: to be freed */
	bool awaits_rpc;      /* while suspended: resume takes the RPC's answer */
	uint32_t state;	      /* enum thread_state */
	uint32_t index;
	uint64_t canary; /* below the stack's last byte */
};

/* The record of each core, named by TPIDR_EL1. */
struct tee_core {
	struct thread *thread;
	struct smc_args args;
	uint8_t stack[STACK_SIZE] __attribute__((aligned(16)));
};

/*
 * Start a thread of @p for the call @args, or resume the suspended thread args->a[3]. NULL when all
 * run (SMC_ETHREAD_LIMIT) or the thread is not suspended (SMC_ERESUME). The caller enters it.
 */
struct thread *thread_start(struct partition *p, const struct smc_args *args);
struct thread *thread_resume(struct partition *p, const struct smc_args *args);

/* The running thread; only from thread context. */
struct thread *thread_current(void);

/*
 * Leave the TEE with registers regs[0..2]; returns with the answer's a1, a2, a4, a5 in regs[0..3].
 */
void thread_rpc(uint64_t regs[4]);

/*
 * Call @function(a, b, c, d) of a trusted application. If it faults, the call returns @dead
 * instead; resources that it held are lost. Not nested.
 */
uint64_t guard_call(uint64_t dead, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		    const void *function);

/* Forget suspended threads and wipe their stacks; false, nothing done, if one runs. p->lock is
 * held. */
bool thread_drop_all(struct partition *p);

/* Threads of @p that are not free. */
unsigned int thread_in_use(const struct partition *p);
