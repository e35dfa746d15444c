/* SPDX-License-Identifier: BSD-3-Clause */
/* System registers that belong to a vCPU or confine a VM. */
#pragma once
#include <bulkhead/armv8.h>
#include "machine/sysreg.h"
#include "vcpu/vcpu.h"

/* TCR_EL1 with no table walks at all: EPD1, EPD0. */
#define TCR_EL1_NO_WALKS ((1ull << 23) | (1ull << 7))

static inline void el0_save(struct el0_context *e)
{
	struct el0_context r = {
	    .tcr_el1 = sysreg_read(tcr_el1),
	    .sctlr_el1 = sysreg_read(sctlr_el1),
	    .mdscr_el1 = sysreg_read(mdscr_el1),
	    .cntkctl_el1 = sysreg_read(cntkctl_el1),
	    .tpidr_el0 = sysreg_read(tpidr_el0),
	    .tpidrro_el0 = sysreg_read(tpidrro_el0),
	    .sp_el0 = sysreg_read(sp_el0),
	};

	*e = r;
}

static inline void el0_load(const struct el0_context *e)
{
	struct el0_context r = *e;

	/* Loaded here, in pairs. */
	__asm__(""
		: "+r"(r.tcr_el1), "+r"(r.sctlr_el1), "+r"(r.mdscr_el1), "+r"(r.cntkctl_el1),
		  "+r"(r.tpidr_el0), "+r"(r.tpidrro_el0), "+r"(r.sp_el0));
	sysreg_write(tcr_el1, r.tcr_el1);
	sysreg_write(sctlr_el1, r.sctlr_el1);
	sysreg_write(mdscr_el1, r.mdscr_el1);
	sysreg_write(cntkctl_el1, r.cntkctl_el1);
	sysreg_write(tpidr_el0, r.tpidr_el0);
	sysreg_write(tpidrro_el0, r.tpidrro_el0);
	sysreg_write(sp_el0, r.sp_el0);
}
/* Load stage 2 of `vm`, and HCR_EL2 = `hcr`: a guest and an extension have different values. No barrier. */
static inline void vm_stage2_load(const struct manifest_vm *vm, uint64_t hcr)
{
	uint64_t vttbr = vm->vttbr_el2, vtcr = vm->vtcr_el2, cptr = vm->cptr_el2;

	__asm__("" : "+r"(vttbr), "+r"(vtcr)); /* loaded here, as a pair */
	sysreg_write(cptr_el2, cptr);
	sysreg_write(vtcr_el2, vtcr);
	sysreg_write(vttbr_el2, vttbr);
	sysreg_write(hcr_el2, hcr);
}

/*
 * Registers that some cores don't have, or some VMs may not use or don't use: keys of pointer authentication,
 * TPIDR2_EL0, breakpoints and watchpoints.
 */
void registers_save_optional(const struct manifest_vm *vm, struct el1_context *e);
void registers_load_optional(const struct manifest_vm *vm, const struct el1_context *e);

/* Set the registers of `v` to their values at power-on. */
void registers_reset(struct vcpu *v);
