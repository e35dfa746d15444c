/* SPDX-License-Identifier: BSD-3-Clause */
/* Workarounds by core type (MIDR_EL1). */
#pragma once
#include "machine/cpu.h"

/* Find those of this core; each at boot. */
void errata_init(struct cpu *c);
/* Before another VM or an extension runs on this core: invalidate the branch predictor where the core needs it. */
void errata_switch_vm(void);
