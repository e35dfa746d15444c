/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls with hostile registers, in assembly: between the two changes of SCTLR_EL1 nothing else is done. */
#pragma once
#include <stdint.h>

/*
 * call_with() while SCTLR_EL1 = hostile; it is `normal` afterwards. What SCTLR_EL1 was after the SMC. x27, x28 and x30 of
 * `regs` aren't used.
 */
uint64_t call_hostile(uint64_t regs[31], uint64_t hostile, uint64_t normal);
/* Q0 to Q31 from `seed`, all different; do they still hold it? CPACR_EL1 lets them be used. */
void fp_fill(uint64_t seed);
uint64_t fp_kept(uint64_t seed);
