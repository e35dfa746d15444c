/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers of a vCPU that change only when its core goes on with another vCPU. */
#pragma once
#include "vcpu/fp.h"
#include "vcpu/pair.h"
#include "vcpu/registers.h"

/* In pairs, as they lie in struct el1_context. */
#define EL1_REGISTERS(f)                                                                        \
	f(ttbr0, ttbr0_el1, ttbr1, ttbr1_el1) f(mair, mair_el1, amair, amair_el1)               \
	    f(vbar, vbar_el1, cpacr, cpacr_el1) f(contextidr, contextidr_el1, tpidr, tpidr_el1) \
		f(par, par_el1, esr, esr_el1) f(far, far_el1, afsr0, afsr0_el1)                 \
		    f(afsr1, afsr1_el1, elr, elr_el1) f(spsr, spsr_el1, sp, sp_el1)
/*
 * Save or load the EL1 registers of a vCPU, except its timers and registers with an effect at EL0; and its FP
 * registers, if the VM may use them.
 */
static inline void el1_save(struct vcpu *v)
{
	struct el1_context *e = &v->el1;

	EL1_REGISTERS(SAVE_PAIR)
	e->csselr = sysreg_read(csselr_el1);
	if (e->optional & CONTEXT_OPTIONAL)
		registers_save_optional(v->vm, e);
	if (e->optional & CONTEXT_FP)
		fp_save(e);
}

static inline void el1_load(const struct vcpu *v)
{
	const struct el1_context *e = &v->el1;

	EL1_REGISTERS(LOAD_PAIR)
	sysreg_write(csselr_el1, e->csselr);
	if (e->optional & CONTEXT_OPTIONAL)
		registers_load_optional(v->vm, e);
	isb();
	if (e->optional & CONTEXT_FP)
		fp_load(e);
}
