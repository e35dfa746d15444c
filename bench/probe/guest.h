/* SPDX-License-Identifier: BSD-3-Clause */
/* What the bare guests of the benchmarks share. */
#pragma once
#include <stdint.h>
#include <bulkhead/hypercall.h>
#include "marks.h"

#define GICD		 0x08000000ul
#define GICR		 0x080a0000ul
#define GICC		 0x08010000ul
#define GICR_STRIDE	 0x20000
#define GICD_TYPER	 0x004
#define GICD_ISENABLER1	 0x104
#define GICD_IPRIORITYR8 0x420
#define GICR_SGI	 0x10000
#define ISENABLER0	 0x100
#define PPI_VTIMER	 27
#define PSCI_VERSION	 0x84000000u
#define PSCI_SYSTEM_OFF	 0x84000008u

#define read_sysreg(name)                                                \
	({                                                               \
		uint64_t v_;                                             \
		__asm__ volatile("mrs %0, " #name : "=r"(v_)::"memory"); \
		v_;                                                      \
	})
#define write_sysreg(name, v) \
	__asm__ volatile("msr " #name ", %x0" ::"rZ"((uint64_t)(v)) : "memory")

/* The guest's code on vCPU `cpu`; its VM is off when the first one returns. */
void guest(unsigned cpu);
/* An exception that no guest here should take: a line, then power off. */
void unexpected(void);

/* HVC with x0 = fid, x1.. = x[0..6]: returns x0. */
int64_t hvc(uint64_t fid, const uint64_t *x);
/* SMC with x0 = fid, x1: returns x0. */
int64_t smc(uint64_t fid, uint64_t x1);
void put(const char *s);
/* One line `probe.NAME VALUE instructions`. */
void report(const char *name, uint64_t value);

/* This vCPU's interface of the interrupt controller, with its virtual timer and SGIs enabled. */
void gic_init(void);
/* An SPI comes to this vCPU. GICv3. */
void gic_enable_spi(uint32_t intid);
/* Unmarked: from a deadline `ticks` ahead to the handler, the minimum of 16, in ns; in a loop or in WFI. */
uint64_t timer_latency(int wait, uint64_t ticks);
/* From now on interrupts end in interrupt() and their vector in MARK_END. */
void interrupts_marked(void);
void interrupts_unmarked(void);

/* CNTVCT at the first interrupt since it was 0, of the unmarked handler */
extern volatile uint64_t timestamp;
extern volatile uint64_t taken; /* marked interrupts taken by this guest */
extern uint64_t gicc;		/* GICv2: its CPU interface; GICv3: 0 */
extern void (*on_spi)(void);	/* what a marked SPI needs before its end */

static inline uint64_t now(void)
{
	__asm__ volatile("isb" ::: "memory");
	return read_sysreg(cntvct_el0);
}

static inline uint64_t nanoseconds(uint64_t ticks)
{
	return ticks * 1000000000ull / read_sysreg(cntfrq_el0);
}

static inline void unmask(void)
{
	__asm__ volatile("msr daifclr, #2" ::: "memory");
}

static inline void mask(void)
{
	__asm__ volatile("msr daifset, #2" ::: "memory");
}

static inline volatile uint32_t *at(uint64_t address)
{
	return (volatile uint32_t *)address;
}

static inline void timer_at(uint64_t deadline)
{
	write_sysreg(cntv_cval_el0, deadline);
	write_sysreg(cntv_ctl_el0, 1);
}
