/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of random misuse. Each fills `shot` and the slot, and says which outcomes are right. */
#pragma once
#include <stdint.h>
#include "shot.h"

/* Addresses of a guest's layout: see docs/system-description.md. */
#define SCRATCH	     0x40380000ull
#define SCRATCH_SIZE 0x10000ull
#define SCTLR_RESET  0x30d00800ull
#define SCTLR_EE     (1ull << 25)
#define SCTLR_E0E    (1ull << 24)
#define SCTLR_NTWE   (1ull << 18)
#define SCTLR_NTWI   (1ull << 16)

struct aim {
	const char *kind;
	uint32_t changes; /* general registers that may change if it completes */
	uint64_t elr;	  /* where an exception may point to */
	uint64_t esr;	  /* if not 0: the shot must cause an exception with this syndrome */
	uint64_t done;	  /* return address if the shot completed */
};

uint64_t fuzz_random(void);
void fuzz_seed(uint64_t seed);
static inline uint64_t fuzz_below(uint64_t n)
{
	return (fuzz_random() >> 11) % n;
}
/* An address that traps, one without memory, or one of harmless memory, of any alignment. */
uint64_t fuzz_address(void);

/* The kinds: fuzz_calls.c (calls, registers), fuzz_memory.c (everything by address). */
typedef void (*fuzz_kind)(struct aim *aim);
void fuzz_call(struct aim *aim);
/* Make a random system instruction, and make it harmless if EL1 could not go on after it. */
void fuzz_system(struct aim *aim, uint32_t word);
void fuzz_sysreg(struct aim *aim);
void fuzz_exception(struct aim *aim);
void fuzz_wait(struct aim *aim);
void fuzz_word(struct aim *aim);
void fuzz_a32(struct aim *aim);
void fuzz_t32(struct aim *aim);
void fuzz_load_store(struct aim *aim);
void fuzz_maintenance(struct aim *aim);
void fuzz_fetch(struct aim *aim);
void fuzz_walk(struct aim *aim);
