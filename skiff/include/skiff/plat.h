/* SPDX-License-Identifier: BSD-3-Clause */
/* What a platform provides to the libraries. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/** The machine, as found by the platform; complete before boot() runs. Addresses can be used as pointers. */
struct machine {
	uintptr_t heap_start;	  /* unused writable memory: its first byte */
	uintptr_t heap_end;	  /* … and the first behind it */
	uintptr_t stack_low;	  /* main's stack; an access just below it faults */
	uintptr_t stack_high;	  /* … and its high end */
	uintptr_t stacks;	  /* pool of guarded stacks for threads: low end of the first */
	uintptr_t stack_stride;	  /* … distance from one to the next */
	unsigned int stack_count; /* … how many there are */
	size_t stack_size;	  /* … bytes of each */
	uint64_t counter_hz;	  /* of time_ticks() */
	uintptr_t uart;		  /* PL011, 0: none */
	unsigned int gic_version; /* 2 or 3, 0: none */
	uintptr_t gicd;		  /* distributor */
	uintptr_t gicc;		  /* GICv2: CPU interface */
	uintptr_t gicr;		  /* GICv3: redistributors */
	unsigned int timer_irq;	  /* INTID of the virtual timer */
	uint64_t started;	  /* time_ticks() at the first instruction, CONFIG_BOOT_STAMP */
	const char *args;	  /* command line */
	const void *fdt;	  /* device tree or NULL */
	uint64_t bus; /* offset from an address in writable memory to the physical address */
};
/** The machine that this image runs on. */
extern struct machine machine;

/** Write to the platform's console. Usable at any time, also in a panic. */
void console_write(const char *text, size_t length);

/** End the machine: PSCI SYSTEM_OFF, or exit() of the process.
 * @param status  0 for success. Bulkhead logs and keeps the status; virt can't pass it on; an extension begins anew with any
 *                status */
_Noreturn void plat_exit(int status);

/** End the machine because of a fault or panic of its program. On Bulkhead the VM has crashed, and its description says what
 * follows; a process exits with 1. */
_Noreturn void plat_crash(void);

/** A device that this machine has. */
struct plat_device {
	uintptr_t registers;	 /* usable as a pointer */
	size_t size;		 /* bytes of registers */
	unsigned int irq;	 /* INTID, 0: none */
	uintptr_t configuration; /* configuration space of a PCI function, else 0 */
	uint64_t bus;		 /* offset from an address in writable memory to the device's */
};

/** Find a device.
 *
 * @param compatible  of the device tree, if the platform has one (virt); other platforms ignore it: each device of this image
 *                    matches
 * @param index       among the matching devices, from 0 on
 * @return 0, or -ENOENT */
int plat_device(const char *compatible, unsigned int index, struct plat_device *device);

/** Order writes to memory: devices see earlier ones before later ones. */
static inline void plat_device_barrier(void)
{
#ifdef __aarch64__
	__asm__ volatile("dmb osh" : : : "memory");
#else
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

/** Write memory back from the data caches, up to the point of coherency, for a device that doesn't look into them. */
static inline void plat_device_clean(const void *from, size_t bytes)
{
#ifdef __aarch64__
	uint64_t ctr, line;

	/* Arm ARM D19.2.33: CTR_EL0.DminLine, log2 of words. */
	__asm__("mrs %0, ctr_el0" : "=r"(ctr));
	line = 4ull << (ctr >> 16 & 0xf);
	for (uintptr_t at = (uintptr_t)from & ~(line - 1); at < (uintptr_t)from + bytes; at += line)
		__asm__ volatile("dc cvac, %0" : : "r"(at) : "memory");
	__asm__ volatile("dsb sy" : : : "memory");
#else
	(void)from, (void)bytes;
	plat_device_barrier();
#endif
}
