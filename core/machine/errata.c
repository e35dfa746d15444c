/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A const table, by MIDR_EL1, of the core errata that are detected at boot (docs/errata.md lists all). The firmware offers its
 * workarounds as SMCCC_ARCH_WORKAROUND_1..3 (Arm DEN0028, 7.5 to 7.7).
 */
#include "machine/errata.h"
#include <arm/smccc.h>
#include "machine/smc.h"
#include "machine/sysreg.h"

#define MIDR_IMPLEMENTER(midr)	  ((midr) >> 24 & 0xff)
#define MIDR_PART(midr)		  ((midr) >> 4 & 0xfff)
#define IMPLEMENTER_ARM		  0x41
#define ID_AA64PFR0_CSV2(v)	  ((v) >> 56 & 15)
#define CSV2_3			  3 /* branch history of other contexts has no effect */
#define ID_AA64MMFR1_ECBHB(v)	  ((v) >> 60 & 15)
#define ID_AA64MMFR1_ECBHB_EXISTS 1

/*
 * Parts without CSV2 share their branch predictor between VMs (Spectre variant 2). On other parts a guest's branch history
 * steers EL2 (Arm, "Spectre-BHB", 2022): a loop of so many turns replaces the history, or the firmware clears it.
 */
struct part {
	uint16_t first, last;
	uint8_t predictor; /* ARCH_WORKAROUND_1 */
	uint8_t history;   /* turns; HISTORY_FIRMWARE: ARCH_WORKAROUND_3 */
};
#define HISTORY_FIRMWARE 255

static const struct part parts[] = {
    {0xd07, 0xd08, 1, 8},		 /* Cortex-A57, A72 */
    {0xd09, 0xd0a, 1, HISTORY_FIRMWARE}, /* A73, A75 */
    {0xd0b, 0xd0e, 0, 24},		 /* A76, Neoverse N1, A77, A76AE */
    {0xd40, 0xd42, 0, 32},		 /* V1, A78, A78AE */
    {0xd44, 0xd44, 0, 32},		 /* X1 */
    {0xd47, 0xd49, 0, 32},		 /* A710, X2, N2 */
    {0xd4b, 0xd4b, 0, 32},		 /* A78C */
    {0xd4d, 0xd4d, 0, 38},		 /* A715 */
    {0xd4e, 0xd4f, 0, 132},		 /* X3, V2 */
    {0xd81, 0xd81, 0, 38},		 /* A720 */
};

static int32_t firmware_feature(uint32_t fid)
{
	uint64_t x[8] = {SMCCC_ARCH_FEATURES, fid};

	if (!manifest->board.secure_world)
		return SMCCC_NOT_SUPPORTED;
	smc_call(x);
	return (int32_t)x[0];
}

/* Disable speculative store bypass (variant 4) permanently, so that no VM has to ask for it. */
static int32_t disable_store_bypass(void)
{
	uint64_t x[8] = {SMCCC_ARCH_WORKAROUND_2, 1};
	int32_t answer = firmware_feature(SMCCC_ARCH_WORKAROUND_2);

	if (answer != SMCCC_SUCCESS)
		return answer;
	smc_call(x);
	return SMCCC_NOT_REQUIRED;
}

static void init_history(struct cpu *c, const struct part *part)
{
	if (!part->history || ID_AA64PFR0_CSV2(sysreg_read(id_aa64pfr0_el1)) >= CSV2_3 ||
	    ID_AA64MMFR1_ECBHB(sysreg_read(id_aa64mmfr1_el1)) >= ID_AA64MMFR1_ECBHB_EXISTS)
		return;
	if (part->history != HISTORY_FIRMWARE)
		c->history_turns = part->history;
	else if (c->workaround_3 != SMCCC_SUCCESS)
		return;
	c->history_shared = 1;
}

void errata_init(struct cpu *c)
{
	uint64_t midr = sysreg_read(midr_el1), number = MIDR_PART(midr);

	c->workaround_1 = firmware_feature(SMCCC_ARCH_WORKAROUND_1);
	c->workaround_2 = disable_store_bypass();
	c->workaround_3 = firmware_feature(SMCCC_ARCH_WORKAROUND_3);
	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (MIDR_IMPLEMENTER(midr) != IMPLEMENTER_ARM || number < parts[i].first ||
		    number > parts[i].last)
			continue;
		/* 1: this core doesn't need it. */
		c->predictor_shared = parts[i].predictor &&
				      !ID_AA64PFR0_CSV2(sysreg_read(id_aa64pfr0_el1)) &&
				      c->workaround_1 == SMCCC_SUCCESS;
		init_history(c, &parts[i]);
	}
}

void errata_switch_vm(void)
{
	if (cpu_current()->predictor_shared)
		errata_call(SMCCC_ARCH_WORKAROUND_1);
}

int32_t errata_feature(const struct cpu *c, uint32_t fid)
{
	if (fid == SMCCC_ARCH_WORKAROUND_1)
		return c->workaround_1;
	if (fid == SMCCC_ARCH_WORKAROUND_2)
		return c->workaround_2;
	return fid == SMCCC_ARCH_WORKAROUND_3 ? c->workaround_3 : SMCCC_NOT_SUPPORTED;
}

void errata_call(uint32_t fid)
{
	uint64_t x[8] = {fid};

	smc_call(x);
}
