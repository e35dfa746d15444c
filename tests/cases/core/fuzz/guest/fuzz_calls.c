/* SPDX-License-Identifier: BSD-3-Clause */
/* Misuse by calls, system registers, exceptions and random instructions. */
#include <arm/esr.h>
#include <arm/psci.h>
#include <arm/smccc.h>
#include <kit/guest.h>
#include "fuzz.h"
#include <kit/gic.h>

#define HVC	     0xd4000002u
#define SMC	     0xd4000003u
#define BRK	     0xd4200000u
#define HLT	     0xd4400000u
#define DCPS1	     0xd4a00001u
#define UDF	     0x00000000u
#define WFE	     0xd503205fu
#define WFI	     0xd503207fu
#define YIELD	     0xd503203fu
#define SEV	     0xd503209fu
#define LDR_SP	     0xf94003e1u /* ldr x1, [sp] */
#define IMMEDIATE(v) (((uint32_t)(v)&0xffff) << 5)
#define X(n)	     (1u << (n))

#define A32_BACK  0xef000077u /* svc #0x77 */
#define T32_BACK  0xdf77u
#define T32_WRONG 0xdf66u
#define PSTATE_T  0x20u

#define SYSTEM	  0xd5000000u
#define READ	  (1u << 21)
#define SCTLR_EL1 0x180800u /* op0 to op2 at their places in the instruction */
#define VBAR_EL1  0x18c000u
#define SCTLR_M	  1u
#define ENCODING  0x1fffe0u

/* PSCI functions that end the guest or this vCPU. */
static int ends(uint32_t fid)
{
	uint32_t id = fid & ~PSCI_64;

	return id == PSCI_CPU_OFF || id == PSCI_SYSTEM_OFF || id == PSCI_SYSTEM_RESET ||
	       id == PSCI_SYSTEM_RESET2_32;
}

/* The timer ends instructions that wait. */
static void arm_timer(void)
{
	gic_init();
	gic_enable(GIC_VTIMER);
	write_sysreg(cntv_cval_el0, now() + fuzz_below(ticks(30)));
	write_sysreg(cntv_ctl_el0, 1);
}

void fuzz_call(struct aim *aim)
{
	static const uint32_t first[] = {
	    PSCI_FIRST,
	    PSCI_FIRST | PSCI_64,
	    SMCCC_FAST64(SMCCC_OWNER_VENDOR_HYP, 0),
	    SMCCC_FAST32(SMCCC_OWNER_VENDOR_HYP, 0),
	    SMCCC_VERSION,
	    SMCCC_FAST32(SMCCC_OWNER_TRUSTED_OS_FIRST, 0),
	    SMCCC_FAST64(SMCCC_OWNER_OEM, 0),
	    SMCCC_FAST32(SMCCC_OWNER_VENDOR_HYP, SMCCC_QUERY_COUNT),
	    0,
	};
	uint32_t base = first[fuzz_below(sizeof(first) / sizeof(first[0]))];
	uint32_t fid = base ? base + (uint32_t)fuzz_below(0x20) : (uint32_t)fuzz_random();

	aim->kind = "call";
	if (ends(fid))
		fid ^= 1u << SMCCC_OWNER_SHIFT;
	shot.in[0] = fid | (fuzz_below(4) ? 0 : fuzz_random() << 32);
	for (unsigned i = 1; i < 8; i++)
		if (fuzz_below(2))
			shot.in[i] = fuzz_below(4);
	if (fid == BULKHEAD_HVC_CONSOLE_WRITE && shot.in[1] <= BULKHEAD_CONSOLE_BYTES_MAX)
		shot.in[1] += BULKHEAD_CONSOLE_BYTES_MAX + 1; /* the log stays readable */
	shot_slot[0] = (fuzz_below(2) ? HVC : SMC) | IMMEDIATE(fuzz_below(2) ? 0 : fuzz_random());
	if ((fid & ~PSCI_64) == PSCI_CPU_SUSPEND32)
		arm_timer();
	aim->changes = X(0) | X(1) | X(2) | X(3);
}

void fuzz_system(struct aim *aim, uint32_t word)
{
	uint32_t rt = (uint32_t)fuzz_below(31);

	aim->kind = "system register";
	word = SYSTEM | (word & (ENCODING | READ));
	if (word == (SYSTEM | VBAR_EL1))
		word |= READ;
	if (word == (SYSTEM | SCTLR_EL1))
		shot.in[rt] &= ~(uint64_t)SCTLR_M;
	if (word >> 12 == (SYSTEM | 0x32000) >> 12)
		word = SEV; /* hints that wait are a kind of their own */
	else
		word |= rt;
	shot_slot[0] = word;
	aim->changes = word & READ ? X(rt) : 0;
}

void fuzz_sysreg(struct aim *aim)
{
	uint32_t word = (uint32_t)fuzz_random();

	/* Mostly registers of EL1 and EL0. */
	if (fuzz_below(4))
		word = (word & ~(7u << 16)) | (fuzz_below(2) ? 0 : 3u << 16);
	if (fuzz_below(2))
		word |= 3u << 19;
	fuzz_system(aim, word);
}

static void illegal_return(struct aim *aim)
{
	shot.pstate = (shot.pstate & ~15ull) | (fuzz_random() & 15);
	aim->esr = 0;
}

void fuzz_exception(struct aim *aim)
{
	static const uint32_t words[] = {BRK, HLT, DCPS1, UDF, LDR_SP};
	uint32_t word = words[fuzz_below(sizeof(words) / sizeof(words[0]))];

	aim->kind = "exception";
	aim->changes = X(1);
	if (word == LDR_SP) {
		/* EL1 with SP_EL0, misaligned. */
		shot.pstate = 0x3c4;
		shot.sp_el0 = SCRATCH + 64 + fuzz_below(32);
	} else {
		word |= IMMEDIATE(fuzz_random());
	}
	if ((word & 0xffe00000) == BRK)
		aim->esr = ((uint64_t)ESR_EC_BRK64 << ESR_EC_SHIFT | ESR_IL) | (word >> 5 & 0xffff);
	/* Some returns are illegal: to a PSTATE of EL2, of EL3, or to a reserved one. */
	if (!fuzz_below(4))
		illegal_return(aim);
	if ((shot.pstate & 15) == 0 || (shot.pstate & 15) == 4)
		shot.sp_el0 = SCRATCH + 64 + fuzz_below(32);
	shot_slot[0] = word;
}

void fuzz_wait(struct aim *aim)
{
	static const uint32_t words[] = {WFE, WFI, YIELD, SEV};

	aim->kind = "wait";
	shot_slot[0] = words[fuzz_below(4)];
	shot.sctlr |= SCTLR_NTWI | SCTLR_NTWE;
	arm_timer();
}

/* Any word that is neither branch nor system instruction. */
void fuzz_word(struct aim *aim)
{
	uint32_t word;

	do
		word = (uint32_t)fuzz_random();
	while ((word >> 26 & 7) == 5);
	aim->kind = "word";
	shot_slot[0] = word;
	aim->changes = ~0u;
}

/* AArch32 at EL0, if the processor has it: coprocessor and memory accesses, WFI, random instructions. */
void fuzz_a32(struct aim *aim)
{
	static const uint32_t words[] = {
	    0xe320f003, 0xe320f002, /* wfi, wfe */
	    0xe5910000, 0xe5810000, /* ldr, str r0, [r1] */
	    0xe1d100d0, 0xe1c100b0, /* ldrsb, strh */
	    0xe8b1000c, 0xe1c120d0, /* ldm r1!, {r2, r3}; ldrd r2, r3, [r1] */
	};
	uint32_t word = words[fuzz_below(8)];

	aim->kind = "aarch32";
	if (fuzz_below(2)) /* mrc, mcr of p14 and p15 with any register */
		word = 0xee000e10 | ((uint32_t)fuzz_random() & 0x00ff00ef) |
		       (fuzz_below(2) ? 0x100 : 0);
	shot.in[1] = fuzz_address() & 0xffffffff;
	shot.pstate = SHOT_PSTATE_A32;
	shot.sctlr |= SCTLR_NTWI | SCTLR_NTWE;
	arm_timer();
	shot_slot[0] = word;
	shot_slot[1] = A32_BACK;
	aim->changes = 0x7fff;
}

/* Instructions of 16 bits: the next one is behind two bytes. */
void fuzz_t32(struct aim *aim)
{
	static const uint16_t words[] = {0xbf30, 0xbf20, 0x6808, 0x6008,
					 0x7808, 0x8008}; /* wfi, wfe, ldr, str, ldrb, strh */

	aim->kind = "t32";
	shot.in[1] = fuzz_address() & 0xffffffff;
	shot.pstate = SHOT_PSTATE_A32 | PSTATE_T;
	shot.sctlr |= SCTLR_NTWI | SCTLR_NTWE;
	arm_timer();
	shot_slot[0] = words[fuzz_below(6)] | T32_BACK << 16;
	shot_slot[1] = T32_WRONG;
	aim->changes = 1;
	aim->done = shot.pc + 4;
}
