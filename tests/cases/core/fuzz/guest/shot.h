/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One instruction, fired with every general register set, at EL1 or EL0, and all that came of it. Whatever it does to
 * EL1's registers is undone.
 */
#pragma once
#include <stdint.h>

/* How the shot ended: vectors of EL1 by 128 bytes (DDI 0487, D1.3.2). */
#define SHOT_VECTOR_KIND(v) ((v)&3) /* 0 synchronous, 1 IRQ, 2 FIQ, 3 SError */
#define SHOT_PSTATE_EL1	    0x3c5ull
#define SHOT_PSTATE_EL0	    0x3c0ull
#define SHOT_PSTATE_A32	    0x1d0ull

struct shot {
	uint64_t in[31];     /* x0..x30 before */
	uint64_t pc, pstate; /* where it begins */
	uint64_t sp_el0;
	uint64_t sctlr;	  /* SCTLR_EL1 while it runs */
	uint64_t out[31]; /* x0..x30 after */
	uint64_t vector, esr, elr, spsr, far;
};

extern struct shot shot;
/* Two words: the instruction, and the one that comes back. */
extern volatile uint32_t shot_slot[2];

/* Fires `shot`. Fills its last three lines. */
void shot_fire(void);
