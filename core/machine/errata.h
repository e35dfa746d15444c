/* SPDX-License-Identifier: BSD-3-Clause */
/* Workarounds by core type (MIDR_EL1): docs/errata.md. */
#pragma once
#include "machine/cpu.h"

/* Find those of this core; each at boot. */
void errata_init(struct cpu *c);
/* Before another VM or an extension runs on this core: invalidate the branch predictor where the core needs it. */
void errata_switch_vm(void);
/**
 * SMCCC_ARCH_FEATURES of the workarounds, for a guest on core `c`.
 *
 * @return as the firmware answers for this core; SMCCC_NOT_REQUIRED for what the core has switched on for good;
 *         SMCCC_NOT_SUPPORTED, too, for any other function
 */
int32_t errata_feature(const struct cpu *c, uint32_t fid);
/* A guest's call of workaround `fid`, which errata_feature() offers (0 or more). */
void errata_call(uint32_t fid);
