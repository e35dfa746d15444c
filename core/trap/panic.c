/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/panic.h"
#include <arm/mpidr.h>
#include "machine/cpu.h"
#include "machine/halt.h"
#include "machine/print.h"
#include "machine/sysreg.h"
#include "vcpu/fault.h"

/* An exception at EL2: during the probe of memory at boot, the board's description is wrong; later, the core is. */
_Noreturn void panic_exception(const uint64_t *x)
{
	if (!booted)
		halt("bulkhead: memory that the board's device tree names isn't there\r\n");
	print_flush();
	print("PANIC: exception in the core at pc %x on core %u\n", sysreg_read(elr_el2),
	      sysreg_read(mpidr_el1) & MPIDR_AFF012_MASK);
	fault_print_syndrome(sysreg_read(esr_el2));
	fault_print_registers(x);
	print_stop();
}
