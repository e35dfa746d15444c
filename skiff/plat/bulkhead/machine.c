/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads from the boot information page what this VM has. */
#include <skiff/hypercall.h>
#include <skiff/init.h>
#include <skiff/plat.h>
#include "offsets.h"

_Static_assert(BOOTINFO_IPA == BULKHEAD_BOOTINFO_IPA &&
		   BOOTINFO_STACK_TOP == offsetof(struct bulkhead_bootinfo, stack_top) &&
		   NOTE_STACKS == BULKHEAD_NOTE_STACKS,
	       "offsets.h");

#define GUARD 4096u

struct machine machine;
extern char __memory_end[];

_Noreturn void machine_start(void);

_Noreturn void machine_start(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();

	machine.heap_start = (uintptr_t)__memory_end;
	machine.heap_end = b->ram_ipa + b->ram_size;
	machine.stack_low = b->stack_top - b->stack_size;
	machine.stack_high = b->stack_top;
	/* A stack that lies inside the memory is at the memory's end. */
	if (machine.stack_low > machine.heap_start && machine.stack_low < machine.heap_end)
		machine.heap_end = machine.stack_low;
	machine.stacks = b->stacks.ipa + GUARD;
	machine.stack_size = b->stacks.size;
	machine.stack_stride = GUARD + b->stacks.size;
	machine.stack_count = (unsigned int)b->stacks.count;
	machine.counter_hz = b->counter_hz;
	if (machine.counter_hz == 0)
		__asm__("mrs %0, cntfrq_el0" : "=r"(machine.counter_hz));
	machine.uart = b->console_ipa;
	machine.gic_version = b->gic_version;
	machine.gicd = b->gicd_ipa;
	machine.gicc = b->gicc_ipa;
	machine.gicr = b->gicr_ipa;
	machine.timer_irq = b->timer_virq;
	machine.args = b->args;
	machine.bus = b->ram_pa - b->ram_ipa;
	boot();
}

_Noreturn void plat_exit(int status)
{
	hypercall3(BULKHEAD_HVC_VM_END, BULKHEAD_END_OFF, (uint32_t)status, 0);
	for (;;)
		hypercall3(PSCI_SYSTEM_OFF, 0, 0, 0);
}

_Noreturn void plat_crash(void)
{
	hypercall3(BULKHEAD_HVC_VM_END, BULKHEAD_END_PANIC, 1, 0);
	plat_exit(1);
}
