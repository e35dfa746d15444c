/* SPDX-License-Identifier: BSD-3-Clause */
/* Workarounds by core type (MIDR_EL1): docs/errata.md. */
#pragma once
#include "machine/cpu.h"

/* Find the workarounds that this core needs. Every core calls this at boot. */
void errata_init(struct cpu *c);
/* Before another VM or an extension runs on this core: invalidate the branch predictor where the core needs it. */
void errata_switch_vm(void);
/**
 * SMCCC_ARCH_FEATURES of the workarounds, for a guest on core `c`.
 *
 * @return the firmware's answer for this core; SMCCC_NOT_REQUIRED for a workaround that is on permanently;
 *         SMCCC_NOT_SUPPORTED also for any other function
 */
int32_t errata_feature(const struct cpu *c, uint32_t fid);
/* Make a guest's call of workaround `fid`, which errata_feature() offers (result 0 or more). */
void errata_call(uint32_t fid);
