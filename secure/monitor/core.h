/* SPDX-License-Identifier: BSD-3-Clause */
/* Per-core state of the monitor. Assembly reads it through generated offsets (offsets.c). */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "layout.h"
#include "sysreg.h"

/* A lower exception level's registers at its entry to EL3; SP_EL3 points here while that level runs. */
struct frame {
	uint64_t x[31];
	uint64_t elr;
	uint64_t spsr;
	uint64_t stack; /* EL3 stack to handle exceptions on */
};

/* The normal world's EL1 registers that S-EL1 uses too. */
struct el1_regs {
	uint64_t sctlr, cpacr, ttbr0, tcr, mair, vbar;
	uint64_t esr, far, elr, spsr, sp_el0, sp_el1, tpidr;
};

#define SVE_BYTES_MAX 256

/* FP and SIMD registers. With SVE each z register takes its whole length, else 16 bytes. */
struct fp_regs {
	uint8_t v[32 * SVE_BYTES_MAX] __attribute__((aligned(16)));
	uint64_t fpcr, fpsr;
};

enum core_state { CORE_ABSENT, CORE_OFF, CORE_CLAIMED, CORE_ON_PENDING, CORE_ON };

struct core {
	struct frame ns;
	struct frame secure;
	struct el1_regs ns_el1;
	struct fp_regs ns_fp;
	uint64_t index;
	uint64_t scr_ns, cptr_ns;
	bool in_secure;
	bool has_sve, has_sme;
	uint32_t state; /* enum core_state, atomic */
	uint64_t entry, context;
	uint8_t stack[STACK_SIZE] __attribute__((aligned(16)));
};

extern struct core cores[MAX_CORES];

/*
 * Save and load FP state (fp.S). The SVE forms need CPTR_EL3.EZ set and ZCR_EL3 at its longest.
 */
void fp_save(struct fp_regs *regs);
void fp_load(const struct fp_regs *regs);
void sve_save(struct fp_regs *regs);
void sve_load(const struct fp_regs *regs);

/* cpu.c */
void cpu_init(struct core *core); /* EL3 controls of this core, from its ID registers */
void cpu_prepare_ns(struct core *core, uint64_t entry, uint64_t x0); /* reset state at EL2 */
void cpu_inject_undefined(
    struct core *core); /* the level that executed the trapped instruction gets an exception */
bool cpu_needs_workaround_1(void); /* branch predictor shared between contexts (CVE-2017-5715) */
void cpu_workaround_1(void);

/* gic.c */
void gic_init(void);		    /* distributor, once */
void gic_init_core(void);	    /* this core's interface and private interrupts */
void gic_release_secondaries(void); /* the flag that parked cores poll from flash */
void gic_wake(unsigned int index);  /* secure SGI to a core in its power-on wait */
void gic_drain_secure(void);	    /* acknowledge whatever secure interrupt is pending */
unsigned int gic_core_count(void);

/* world.c */
void world_init(void); /* the TEE's constant EL1 registers */
/* From the normal world to the TEE's entry TEE_ENTRY_*, with x0..x7 of core->ns, and back. Both return the frame to go on with. */
struct frame *world_enter_tee(struct core *core, uint64_t offset);
struct frame *world_leave_tee(struct core *core);

/* psci.c */
struct frame *psci_call(struct core *core, uint32_t fid);
struct frame *trng_call(struct core *core, uint32_t fid); /* TRNG 1.0 (Arm DEN0098) */
struct frame *psci_wait_for_power_on(struct core *core);
void psci_power(bool reset) __attribute__((noreturn));

/* smc.c */
struct frame *monitor_sync(struct frame *frame);
struct frame *monitor_fiq(struct frame *frame);
void monitor_panic(struct frame *frame, uint64_t vector) __attribute__((noreturn));

static inline struct core *this_core(void)
{
	return (struct core *)read_sysreg(tpidr_el3);
}
