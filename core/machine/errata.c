/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Core errata as a const table by MIDR_EL1. SMCCC_ARCH_WORKAROUND_1 (Arm DEN0070A) invalidates the branch
 * predictor: needed on Cortex-A57, A72, A73 and A75 before CSV2, when the firmware offers it.
 */
#include "machine/errata.h"
#include <arm/smccc.h>
#include "machine/smc.h"
#include "machine/sysreg.h"

#define MIDR_PART(midr)	    ((midr) >> 4 & 0xfff)
#define ID_AA64PFR0_CSV2(v) ((v) >> 56 & 15)

/* Part numbers in MIDR_EL1, of the cores' manuals. */
#define CORTEX_A57 0xd07
#define CORTEX_A72 0xd08
#define CORTEX_A73 0xd09
#define CORTEX_A75 0xd0a
static const uint16_t branch_predictor_parts[] = {CORTEX_A57, CORTEX_A72, CORTEX_A73, CORTEX_A75};

void errata_init(struct cpu *c)
{
	uint64_t x[8] = {SMCCC_ARCH_FEATURES, SMCCC_ARCH_WORKAROUND_1};

	if (!manifest->board.secure_world || ID_AA64PFR0_CSV2(sysreg_read(id_aa64pfr0_el1)))
		return;
	for (unsigned i = 0; i < sizeof(branch_predictor_parts) / sizeof(uint16_t); i++) {
		if (MIDR_PART(sysreg_read(midr_el1)) == branch_predictor_parts[i]) {
			smc_call(x);
			c->predictor_shared =
			    (int32_t)x[0] == 0; /* 1: this core doesn't need it (DEN0028, 7.6) */
		}
	}
}

void errata_switch_vm(void)
{
	uint64_t x[8] = {SMCCC_ARCH_WORKAROUND_1};

	if (cpu_current()->predictor_shared)
		smc_call(x);
}
