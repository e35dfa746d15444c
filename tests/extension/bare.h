/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the bare guests of the extension tests share: calls, console, checks, the tick of a timer.
 */
#pragma once
#include <stdint.h>
#include <bulkhead/hypercall.h>

#define read_sysreg(name)                                                \
	({                                                               \
		uint64_t v_;                                             \
		__asm__ volatile("mrs %0, " #name : "=r"(v_)::"memory"); \
		v_;                                                      \
	})
#define write_sysreg(name, v) \
	__asm__ volatile("msr " #name ", %x0\n isb" ::"rZ"((uint64_t)(v)) : "memory")
/* The same, `name` being a macro. */
#define read_named(name)     read_sysreg(name)
#define write_named(name, v) write_sysreg(name, v)

/* start.S. SMC with all general registers from regs, which gets them back. */
void call_with(uint64_t regs[31]);
/* start.S. Branch to `address`, where nothing can be executed: ESR_EL1 of what comes of it. */
uint64_t call_nowhere(uint64_t address);
/* Entry of another vCPU: calls guest() with its number. */
void _start(void);
/* The guest's own code; `cpu` is its affinity level 0. Powers off when it returns. */
void guest(unsigned cpu);

/* x0..x3 of an HVC, x0..x7 in. */
void hvc(uint64_t x[8]);
/* SMC with x0 = fid, x1, and marks in x2, x3; returns x0, stores x0..x3 if results isn't NULL. */
uint64_t smc(uint64_t fid, uint64_t x1, uint64_t *results);

void put(const char *s);
void put_number(uint64_t value);
/* One line `TEST name ok`, or `TEST name FAIL ...`, and counted. */
void check(const char *name, uint64_t got, uint64_t expected);
/* `TEST summary: N passed, M failed`. */
void summary(void);
/* The next exception is expected, and what it was (ESR_EL1; 0: none came). It goes on behind the
 * instruction. */
void exception_expect(void);
uint64_t exception_taken(void);
/* PSTATE.SSBS (bit 12) as its handler found it, where there is one that MSR reaches. */
#define SSBS	     S3_3_C4_C2_6
#define ssbs_there() ((read_sysreg(id_aa64pfr1_el1) >> 4 & 15) == 2)
uint64_t exception_ssbs(void);
/* Power off this VM, or this vCPU. */
_Noreturn void power_off(void);
_Noreturn void cpu_off(void);

static inline uint64_t now(void)
{
	return read_sysreg(cntvct_el0);
}
/* Microseconds to ticks. */
static inline uint64_t ticks(uint64_t us)
{
	return us * read_sysreg(cntfrq_el0) / 1000000;
}
/* The virtual timer's interrupt, polled with WFI: prepare this vCPU for it, then wait until
 * `deadline` (ticks). */
void tick_init(void);
void tick_wait(uint64_t deadline);
