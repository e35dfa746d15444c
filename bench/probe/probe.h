/* SPDX-License-Identifier: BSD-3-Clause */
/* What the benchmarks' guests share besides the kit: figures, and measured interrupts. */
#pragma once
#include <kit/gic.h>
#include <kit/guest.h>
#include "marks.h"

/** Print a line `probe.NAME VALUE instructions`. */
void report(const char *name, uint64_t value);

/** Enable this vCPU's interface of the interrupt controller, its virtual timer and its SGIs, with unmarked vectors. */
void interrupts_init(void);
/** Measure from a deadline, `ticks` ahead, to the unmarked handler, while the guest loops or waits by WFI. @return the minimum
 * of 16, in ns */
uint64_t timer_latency(int wait, uint64_t ticks);
/** From now on, interrupts call interrupt(), and their vector begins with MARK_END. */
void interrupts_marked(void);
void interrupts_unmarked(void);

/* CNTVCT at the unmarked handler's first interrupt since this was set to 0 */
extern volatile uint64_t timestamp;
extern volatile uint64_t taken; /* marked interrupts taken by this guest */
extern uint64_t gicc;		/* GICv2: address of the CPU interface; GICv3: 0 */
extern void (*on_spi)(void);	/* called before a marked SPI is ended */

/* Make an SMC with x0 = fid and x1, in few instructions. @return x0 */
static inline uint64_t smc_short(uint64_t fid, uint64_t argument)
{
	register uint64_t x0 __asm__("x0") = fid;
	register uint64_t x1 __asm__("x1") = argument;

	__asm__ volatile("smc #0" : "+r"(x0), "+r"(x1)::"x2", "x3", "memory");
	return x0;
}

/* There is no barrier: only the instruction is measured. */
static inline void sgi_send(uint64_t value)
{
	__asm__ volatile("msr icc_sgi1r_el1, %x0" ::"rZ"(value) : "memory");
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

static inline void timer_at(uint64_t deadline)
{
	write_sysreg(cntv_cval_el0, deadline);
	write_sysreg(cntv_ctl_el0, 1);
}
