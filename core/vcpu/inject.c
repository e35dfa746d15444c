/* SPDX-License-Identifier: BSD-3-Clause */
#include "vcpu/inject.h"
#include <arm/esr.h>
#include "machine/sysreg.h"

#define PSTATE_M_MASK	 0x1fu
#define PSTATE_M32	 0x10u
#define PSTATE_SSBS	 (1ull << 12)
#define PSTATE_PAN	 (1ull << 22)
#define PSTATE_DIT	 (1ull << 24)
#define SCTLR_EL1_SPAN	 (1ull << 23)
#define SCTLR_EL1_DSSBS	 (1ull << 44)
#define ID_AA64MMFR1_PAN (15ull << 20)

/* Vectors of synchronous exceptions, as offsets from VBAR_EL1 (DDI 0487, D1.3.1). */
#define VECTOR_CURRENT_SP0 0x000
#define VECTOR_CURRENT_SPX 0x200
#define VECTOR_LOWER_64	   0x400
#define VECTOR_LOWER_32	   0x600

void inject_exception(struct frame *f, uint64_t esr)
{
	uint64_t pstate = f->pstate, sctlr = sysreg_read(sctlr_el1), vector = VECTOR_CURRENT_SPX;

	if (pstate & PSTATE_M32)
		vector = VECTOR_LOWER_32;
	else if ((pstate & PSTATE_M_MASK) == 0)
		vector = VECTOR_LOWER_64;
	else if ((pstate & PSTATE_M_MASK) != PSTATE_EL1H)
		vector = VECTOR_CURRENT_SP0;
	sysreg_write(esr_el1, esr);
	sysreg_write(elr_el1, f->pc);
	sysreg_write(spsr_el1, pstate);
	f->pc = sysreg_read(vbar_el1) + vector;
	pstate = (pstate & (PSTATE_PAN | PSTATE_DIT)) | (sctlr & SCTLR_EL1_DSSBS ? PSTATE_SSBS : 0);
	if (!(sctlr & SCTLR_EL1_SPAN) && (sysreg_read(id_aa64mmfr1_el1) & ID_AA64MMFR1_PAN))
		pstate |= PSTATE_PAN;
	f->pstate = pstate | PSTATE_EL1H_DAIF;
}

void inject_undefined(struct frame *f)
{
	inject_exception(f, ESR_IL); /* EC 0: unknown reason */
}

void inject_abort(struct frame *f, uint64_t far, bool instruction)
{
	bool from_el0 = (f->pstate & PSTATE_M32) || (f->pstate & PSTATE_M_MASK) == 0;
	uint64_t ec = instruction ? ESR_EC_INSTRUCTION_ABORT_SAME : ESR_EC_DATA_ABORT_SAME;

	sysreg_write(far_el1, far);
	inject_exception(f, (from_el0 ? ec - 1 : ec) << 26 | ESR_IL | FSC_EXTERNAL_ABORT);
}
