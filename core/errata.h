/* SPDX-License-Identifier: BSD-3-Clause */
/* Workarounds by core type (MIDR_EL1). */
#pragma once

/* Find this machine's; each core at boot. */
void errata_init(void);
/* Before another VM runs on this core: invalidate the branch predictor where the core needs it. */
void errata_switch_vm(void);
