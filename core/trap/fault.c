/* SPDX-License-Identifier: BSD-3-Clause */
/* Reports of what went wrong, for people. */
#include "vcpu/context.h"
#include "trap/exit.h"
#include "machine/print.h"
#include "machine/sysreg.h"

static const char *const class_names[64] = {
    [0x00] = "unknown reason",
    [0x01] = "WFI or WFE",
    [0x07] = "FP or SIMD access",
    [0x09] = "pointer authentication",
    [0x0e] = "illegal execution state",
    [0x11] = "SVC (AArch32)",
    [0x15] = "SVC",
    [0x16] = "HVC",
    [0x17] = "SMC",
    [0x18] = "system register access",
    [0x19] = "SVE access",
    [0x20] = "instruction abort from below",
    [0x21] = "instruction abort",
    [0x22] = "misaligned PC",
    [0x24] = "data abort from below",
    [0x25] = "data abort",
    [0x26] = "misaligned SP",
    [0x2f] = "SError",
    [0x30] = "breakpoint from below",
    [0x34] = "watchpoint from below",
    [0x3c] = "BRK",
};

static void print_syndrome(uint64_t esr)
{
	const char *name = class_names[ESR_EC(esr)];

	print("  esr %x: %s, iss %x, far %x, ipa page %x\n", esr, name ? name : "reserved class",
	      (uint64_t)ESR_ISS(esr), sysreg_read(far_el2),
	      (sysreg_read(hpfar_el2) & 0xfffffffff0) << 8);
}

static void print_registers(const uint64_t *x)
{
	for (unsigned i = 0; i < 28; i += 4)
		print("  x%u %x %x %x %x\n", (uint64_t)i, x[i], x[i + 1], x[i + 2], x[i + 3]);
	print("  x28 %x %x lr %x\n", x[28], x[29], x[30]);
}

void fault_report(const char *name, uint64_t vcpu, const char *why, uint64_t esr,
		  const struct frame *f)
{
	print("%s: vcpu %u: %s at pc %x, pstate %x\n", name, vcpu, why, f->pc, f->pstate);
	print_syndrome(esr);
	print_registers(f->x);
}

_Noreturn void panic_exception(const uint64_t *x);
_Noreturn void boot_fail(const char *message);
extern uint32_t booted;

/* An exception at EL2: while memory is probed, the board description is wrong; later, the core is. */
_Noreturn void panic_exception(const uint64_t *x)
{
	if (!booted)
		boot_fail("bulkhead: memory that the board's device tree names isn't there\r\n");
	print("PANIC: exception in the core at pc %x on core %u\n", sysreg_read(elr_el2),
	      sysreg_read(mpidr_el1) & 0xffffff);
	print_syndrome(sysreg_read(esr_el2));
	print_registers(x);
	for (;;)
		wfi();
}
