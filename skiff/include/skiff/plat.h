/* SPDX-License-Identifier: BSD-3-Clause */
/* What a platform provides to the libraries. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/** The machine, as the platform found it; complete before boot() runs. Addresses are usable as
 * pointers. */
struct machine {
	uintptr_t heap_start, heap_end;	 /* writable memory that nobody uses yet */
	uintptr_t stack_low, stack_high; /* of main; an access just below stack_low faults */
	uintptr_t stacks, stack_stride;	 /* pool of guarded stacks for threads: first low end, */
	unsigned int stack_count;	 /* distance of them, number; each stack_size bytes */
	size_t stack_size;
	uint64_t counter_hz;	    /* of time_ticks() */
	uintptr_t uart;		    /* PL011, 0: none */
	unsigned int gic_version;   /* 2 or 3, 0: none */
	uintptr_t gicd, gicc, gicr; /* gicc: GICv2, gicr: GICv3 */
	unsigned int timer_irq;	    /* INTID of the virtual timer */
	uint64_t started;	    /* time_ticks() at the first instruction, CONFIG_BOOT_STAMP */
	const char *args;	    /* command line */
	const void *fdt;	    /* device tree or NULL */
};
extern struct machine machine;

/** Write to the platform's console. Usable at any time, also in a panic. */
void console_write(const char *text, size_t length);

/** End the machine: PSCI SYSTEM_OFF, or exit() of the process.
 * @param status  0 for success; virt and bulkhead print nothing and can't pass it on */
_Noreturn void plat_exit(int status);
