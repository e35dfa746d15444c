/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A shot is one instruction that is executed with all general registers set, at EL1 or EL0, and everything that it changed.
 * Changes of EL1's registers are undone.
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
	uint64_t pc, pstate; /* with which the shot begins */
	uint64_t sp_el0;
	uint64_t sctlr;	  /* SCTLR_EL1 while it runs */
	uint64_t out[31]; /* x0..x30 after */
	uint64_t vector, esr, elr, spsr, far;
};

extern struct shot shot;
/* Two words: the instruction, and one that returns from the shot. */
extern volatile uint32_t shot_slot[2];

/* Executes `shot`, and fills the members of its last three lines. */
void shot_fire(void);
