/* SPDX-License-Identifier: BSD-3-Clause */
/* EL3 controls of one core, derived from its ID registers; the state in which EL2 first sees it. */
#include "core.h"
#include "sysreg.h"

/* Fields of ID registers (DDI 0487 D17.2). */
#define PFR0_SVE	32
#define PFR0_AMU	44
#define PFR0_CSV2	56
#define PFR1_MTE	8
#define PFR1_SME	24
#define ISAR1_APA	4
#define ISAR1_API	8
#define MMFR0_FGT	56
#define MMFR0_ECV	60
#define MMFR1_HCX	40
#define MIDR_PART(midr) (((midr) >> 4) & 0xFFF)
#define PART_CORTEX_A57 0xD07
#define PART_CORTEX_A72 0xD08

#define ZCR_LEN_MAX 0xF
#define SMCR_FA64   BIT(31)

/* Registers that the assembler of -march=armv8-a does not know by name. */
#define write_zcr_el3(value)  write_sysreg(s3_6_c1_c2_0, value)
#define write_smcr_el3(value) write_sysreg(s3_6_c1_c2_6, value)

void cpu_init(struct core *core)
{
	uint64_t pfr0 = read_sysreg(id_aa64pfr0_el1), pfr1 = read_sysreg(id_aa64pfr1_el1);
	uint64_t isar1 = read_sysreg(id_aa64isar1_el1), mmfr0 = read_sysreg(id_aa64mmfr0_el1);
	uint64_t mmfr1 = read_sysreg(id_aa64mmfr1_el1);
	uint64_t scr = SCR_RES1 | SCR_NS | SCR_FIQ | SCR_HCE | SCR_SIF | SCR_RW;

	if (id_field(isar1, ISAR1_APA) || id_field(isar1, ISAR1_API))
		scr |= SCR_APK | SCR_API;
	if (id_field(pfr1, PFR1_MTE) >= 2)
		scr |= SCR_ATA;
	if (id_field(mmfr0, MMFR0_FGT))
		scr |= SCR_FGTEN;
	if (id_field(mmfr0, MMFR0_ECV) >= 2)
		scr |= SCR_ECVEN;
	if (id_field(mmfr1, MMFR1_HCX))
		scr |= SCR_HXEN;
	if (id_field(pfr0, PFR0_CSV2) >= 2)
		scr |= SCR_ENSCXT;
	if (id_field(pfr0, PFR0_AMU) >= 2)
		scr |= SCR_AMVOFF;
	core->has_sve = id_field(pfr0, PFR0_SVE);
	core->has_sme = id_field(pfr1, PFR1_SME);
	core->cptr_ns = 0;
	if (core->has_sve)
		core->cptr_ns |= CPTR_EZ;
	if (core->has_sme) {
		core->cptr_ns |= CPTR_ESM;
		scr |= SCR_ENTP2;
	}
	core->scr_ns = scr;
	write_sysreg(cptr_el3, core->cptr_ns);
	write_sysreg(mdcr_el3, MDCR_SDD | MDCR_NSPB | MDCR_NSTB);
	isb();
	if (core->has_sve)
		write_zcr_el3(ZCR_LEN_MAX);
	if (core->has_sme)
		write_smcr_el3(ZCR_LEN_MAX | SMCR_FA64);
	isb();
}

void cpu_prepare_ns(struct core *core, uint64_t entry, uint64_t x0)
{
	struct frame *ns = &core->ns;

	for (unsigned int i = 0; i < 31; i++)
		ns->x[i] = 0;
	ns->x[0] = x0;
	ns->elr = entry;
	ns->spsr = SPSR_EL2H | SPSR_DAIF;
	ns->stack = (uint64_t)(core->stack + STACK_SIZE);
	core->secure.stack = ns->stack;
	write_sysreg(scr_el3, core->scr_ns);
	isb();
	/* E2H first: it changes what the other EL2 registers mean. */
	write_sysreg(hcr_el2, HCR_RW);
	isb();
	write_sysreg(sctlr_el2, SCTLR_EL2_RES1);
	write_sysreg(cptr_el2, CPTR_EL2_RES1);
	write_sysreg(mdcr_el2, (read_sysreg(pmcr_el0) >> 11) & 0x1F); /* HPMN: all counters */
	write_sysreg(cnthctl_el2, CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN);
	write_sysreg(cntvoff_el2, 0);
	write_sysreg(vttbr_el2, 0);
	write_sysreg(hstr_el2, 0);
	write_sysreg(vpidr_el2, read_sysreg(midr_el1));
	write_sysreg(vmpidr_el2, read_sysreg(mpidr_el1));
	write_sysreg(sctlr_el1, SCTLR_EL1_RES1);
	isb();
}

/*
 * An instruction that only EL3 could enable (a feature this monitor does not know) is undefined for
 * the level that executed it (DDI 0487 D1.3: exception entry).
 */
void cpu_inject_undefined(struct core *core)
{
	struct frame *ns = &core->ns;
	unsigned int el = (ns->spsr >> SPSR_EL_SHIFT) & 3;
	/* EL0 of EL2 (HCR_EL2.TGE): there is no EL1 to go to. */
	bool to_el2 = el == 2 || (el == 0 && read_sysreg(hcr_el2) & HCR_TGE);
	uint64_t offset = ns->spsr & SPSR_AARCH32 ? 0x600
			  : el == 0		  ? 0x400
			  : ns->spsr & 1	  ? 0x200
						  : 0;

	if (to_el2) {
		write_sysreg(elr_el2, ns->elr);
		write_sysreg(spsr_el2, ns->spsr);
		write_sysreg(esr_el2, ESR_IL);
		ns->elr = read_sysreg(vbar_el2) + offset;
		ns->spsr = SPSR_EL2H | SPSR_DAIF;
	} else {
		write_sysreg(elr_el1, ns->elr);
		write_sysreg(spsr_el1, ns->spsr);
		write_sysreg(esr_el1, ESR_IL);
		ns->elr = read_sysreg(vbar_el1) + offset;
		ns->spsr = SPSR_EL1H | SPSR_DAIF;
	}
}

bool cpu_needs_workaround_1(void)
{
	uint64_t part = MIDR_PART(read_sysreg(midr_el1));

	return (part == PART_CORTEX_A57 || part == PART_CORTEX_A72) &&
	       !id_field(read_sysreg(id_aa64pfr0_el1), PFR0_CSV2);
}

/* On A57 and A72 turning the MMU off and on invalidates the branch predictor (Arm DEN 0070A). */
void cpu_workaround_1(void)
{
	uint64_t sctlr;

	__asm__ volatile("mrs %0, sctlr_el3\n\t"
			 "bic %0, %0, #1\n\tmsr sctlr_el3, %0\n\tisb\n\t"
			 "orr %0, %0, #1\n\tmsr sctlr_el3, %0\n\tisb"
			 : "=&r"(sctlr)
			 :
			 : "memory");
}
