/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls with hostile registers. They are in assembly, so that there is only the call between the two changes of SCTLR_EL1. */
#pragma once
#include <stdint.h>

/*
 * Does what call_with() does while SCTLR_EL1 is `hostile`; afterwards it is `normal`. Returns SCTLR_EL1 as it was after the
 * SMC. x27, x28 and x30 of
 * `regs` aren't used.
 */
uint64_t call_hostile(uint64_t regs[31], uint64_t hostile, uint64_t normal);
/* The first function sets Q0 to Q31 to different values made from `seed`; the second returns whether they still have these
 * values. CPACR_EL1 lets them be used. */
void fp_fill(uint64_t seed);
uint64_t fp_kept(uint64_t seed);
