/* SPDX-License-Identifier: BSD-3-Clause */
#include "vcpu/fault.h"
#include <arm/esr_names.h>
#include "machine/print.h"
#include "machine/sysreg.h"

void fault_print_syndrome(uint64_t esr)
{
	const char *name = esr_class_names[ESR_EC(esr)];

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
