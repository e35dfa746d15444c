/* SPDX-License-Identifier: BSD-3-Clause */
#include "vcpu/fault.h"
#include <arm/esr.h>
#include "machine/print.h"
#include "machine/sysreg.h"

static const char *const class_names[64] = {
    [ESR_EC_UNKNOWN] = "unknown reason",
    [ESR_EC_WFX] = "WFI or WFE",
    [ESR_EC_FP] = "FP or SIMD access",
    [ESR_EC_PAC] = "pointer authentication",
    [ESR_EC_ILLEGAL_STATE] = "illegal execution state",
    [ESR_EC_SVC32] = "SVC (AArch32)",
    [ESR_EC_SVC64] = "SVC",
    [ESR_EC_HVC64] = "HVC",
    [ESR_EC_SMC64] = "SMC",
    [ESR_EC_SYSREG] = "system register access",
    [ESR_EC_SVE] = "SVE access",
    [ESR_EC_INSTRUCTION_ABORT_LOWER] = "instruction abort from below",
    [ESR_EC_INSTRUCTION_ABORT_SAME] = "instruction abort",
    [ESR_EC_PC_ALIGNMENT] = "misaligned PC",
    [ESR_EC_DATA_ABORT_LOWER] = "data abort from below",
    [ESR_EC_DATA_ABORT_SAME] = "data abort",
    [ESR_EC_SP_ALIGNMENT] = "misaligned SP",
    [ESR_EC_SERROR] = "SError",
    [ESR_EC_BREAKPOINT_LOWER] = "breakpoint from below",
    [ESR_EC_WATCHPOINT_LOWER] = "watchpoint from below",
    [ESR_EC_BRK64] = "BRK",
};

void fault_print_syndrome(uint64_t esr)
{
	const char *name = class_names[ESR_EC(esr)];

	print("  esr %x: %s, iss %x, far %x, ipa page %x\n", esr, name ? name : "reserved class",
	      (uint64_t)ESR_ISS(esr), sysreg_read(far_el2), HPFAR_IPA(sysreg_read(hpfar_el2)));
}

void fault_print_registers(const uint64_t *x)
{
	for (unsigned i = 0; i < 28; i += 4)
		print("  x%u %x %x %x %x\n", (uint64_t)i, x[i], x[i + 1], x[i + 2], x[i + 3]);
	print("  x28 %x %x lr %x\n", x[28], x[29], x[30]);
}

void fault_report(const char *name, uint64_t vcpu, const char *why, uint64_t esr,
		  const struct frame *f)
{
	if (!print_may())
		return;
	print("%s: vcpu %u: %s at pc %x, pstate %x\n", name, vcpu, why, f->pc, f->pstate);
	fault_print_syndrome(esr);
	fault_print_registers(f->x);
}
