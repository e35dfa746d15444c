/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checks that registers that a guest sets change nothing in an extension that it calls, and keep their values even if the
 * request is preempted; that no register reaches the extension except those of the request; and that a guest can't set
 * registers that the core doesn't switch.
 */
#include <kit/guest.h>
#include "registers.h"
#include <services/fault-test/fault_test.h>

#define ROUNDS 1000
/* A request is long enough to be preempted in its middle, and its budget of 20 us suffices. */
#define SPINS	    30
#define LEAK	    0xC3000100u
#define LEAK_DEVICE 0x0b001000ull
#define LEAK_CALLEE 0 /* function ids of fault-test */
#define MARK	    0x5ec2e70000000000ull
/* An address of the extension's text: a breakpoint there must have no effect. */
#define EXTENSION_TEXT 0x10000u
#define BREAKPOINT_ALL 0x1e7u /* DBGBCR: all four bytes, EL0 and EL1, enabled */
#define WATCHPOINT_ALL 0x1fffu

static void fill(uint64_t x[31])
{
	for (unsigned i = 0; i < 31; i++)
		x[i] = MARK + i;
	write_sysreg(tpidr_el0, MARK);
	write_sysreg(tpidrro_el0, MARK);
}

static void leaks(void)
{
	uint64_t x[31], preserved = 1;

	for (int round = 0; round < 3; round++) {
		fill(x);
		x[0] = LEAK;
		call_with(x);
		check("no register leaks into the extension", x[0], 0);
		check("flags are clear in the extension", x[1], 0);
		for (unsigned i = 4; i < 30; i++)
			preserved &= x[i] == MARK + i;
		check("the guest's registers are as they were", preserved, 1);
		check("its thread register is as it was",
		      read_sysreg(tpidr_el0) == MARK && read_sysreg(tpidrro_el0) == MARK, 1);
		fill(x);
		check("nor with an access to a device", *(volatile uint64_t *)LEAK_DEVICE, 0);
		fill(x);
		x[0] = FAULT_TEST_FORWARD;
		x[1] = (uint64_t)LEAK_CALLEE << 32;
		x[2] = 0;
		call_with(x);
		check("nor with a call from another extension", x[0] | x[1] | x[2] | x[3], 0);
	}
}

/* Other registers that EL0 could read must be 0 or the machine's own, or cause a fault. */
static void readable(void)
{
	uint64_t x[4];

	for (unsigned n = 0; n < FAULT_TEST_REGISTERS; n++) {
		uint64_t refused = smc(FAULT_TEST_REGISTER, n, x) == (uint64_t)BULKHEAD_E_FAULT;

		if (n < 2)
			check(n ? "TPIDRRO_EL0 is clear" : "TPIDR_EL0 is clear",
			      !refused && x[1] == 0, 1);
		else if (n > 3) /* NZCV is the extension's, DCZID_EL0 the machine's */
			check("a register of the client or of the machine can't be read", refused,
			      1);
	}
}

/* Each of these must be undefined or without effect, since the core doesn't switch it between VMs. */
#define HIDDEN(name)                                                  \
	({                                                            \
		uint64_t value_, taken_;                              \
		exception_expect();                                   \
		write_sysreg(name, 0x1234);                           \
		exception_expect();                                   \
		value_ = read_sysreg(name);                           \
		taken_ = exception_taken();                           \
		check("no effect of " #name, taken_ ? 0 : value_, 0); \
	})

static void hidden(void)
{
	HIDDEN(S3_3_C13_C0_7); /* SCXTNUM_EL0 */
	HIDDEN(S3_0_C13_C0_7); /* SCXTNUM_EL1 */
	HIDDEN(S3_0_C1_C0_6);  /* GCR_EL1: MTE */
	HIDDEN(S3_0_C5_C6_0);  /* TFSR_EL1 */
	HIDDEN(S3_0_C1_C2_0);  /* ZCR_EL1: SVE */
	HIDDEN(S3_0_C1_C2_6);  /* SMCR_EL1: SME */
	HIDDEN(S3_3_C4_C2_2);  /* SVCR */
	HIDDEN(S3_0_C2_C1_0);  /* APIAKeyLo_EL1: pointer authentication */
	HIDDEN(S3_0_C2_C3_1);  /* APGAKeyHi_EL1 */
	HIDDEN(S3_3_C13_C2_3); /* AMUSERENR_EL0 */
	HIDDEN(S3_0_C9_C9_0);  /* PMSCR_EL1: SPE */
	HIDDEN(S3_0_C9_C11_0); /* TRBLIMITR_EL1 */
	HIDDEN(S3_0_C1_C2_1);  /* TRFCR_EL1 */
	HIDDEN(S3_0_C1_C0_3);  /* SCTLR2_EL1 */
	HIDDEN(S3_0_C2_C0_3);  /* TCR2_EL1 */
	HIDDEN(pmuserenr_el0);
	HIDDEN(pmcr_el0);
	HIDDEN(pmccfiltr_el0);
}

#define SCTLR_DSSBS (1ull << 44)
#define PSTATE_SSBS (1ull << 12)

/* SCTLR_EL1.DSSBS determines PSTATE.SSBS in an exception handler (DDI 0487, D1.3), whatever its value was before. */
static void handler_state(void)
{
	uint64_t sctlr = read_sysreg(sctlr_el1);

	if (!ssbs_there())
		return;
	for (int set = 0; set < 2; set++) {
		write_named(SSBS, set ? 0 : PSTATE_SSBS);
		write_sysreg(sctlr_el1, set ? sctlr | SCTLR_DSSBS : sctlr & ~SCTLR_DSSBS);
		exception_expect();
		(void)read_named(S3_0_C2_C1_0); /* APIAKeyLo_EL1: trapped, undefined */
		check(set ? "a handler has SSBS set" : "a handler has SSBS clear", exception_ssbs(),
		      set ? PSTATE_SSBS : 0);
	}
	write_sysreg(sctlr_el1, sctlr);
}

/* The registers that a guest may set and that belong to it. */
#define OWN(f)                                                                                    \
	f(ttbr0_el1) f(ttbr1_el1) f(mair_el1) f(amair_el1) f(vbar_el1) f(contextidr_el1)          \
	    f(tpidr_el1) f(par_el1) f(esr_el1) f(far_el1) f(afsr0_el1) f(afsr1_el1) f(elr_el1)    \
		f(spsr_el1) f(csselr_el1) f(mdscr_el1) f(cntkctl_el1) f(tpidr_el0) f(tpidrro_el0) \
		    f(sp_el0) f(tcr_el1) f(cntv_cval_el0) f(cntv_ctl_el0) f(cpacr_el1) f(fpcr)    \
			f(fpsr)
#define TPIDR2_EL0	S3_3_C13_C0_5
#define COUNT_ONE(name) +1
#define READ_ONE(name)	v[i++] = read_sysreg(name);
#define REGISTERS	(1 OWN(COUNT_ONE))

static int tpidr2_there; /* SME is hidden, but this register is accessible on some machines */

static void own(uint64_t v[REGISTERS])
{
	unsigned i = 0;

	OWN(READ_ONE)
	v[i] = tpidr2_there ? read_named(TPIDR2_EL0) : 0;
}

/* Stage 1 maps the guest's own memory. At the extension's addresses, the tables point nowhere. 1 GiB blocks, T0SZ = 25. */
#define TCR_HOSTILE 0x0000007f80193519ull /* tag bits ignored, walks of both halves */
#define BLOCK	    0x701ull		  /* valid, inner shareable, accessed, attribute 0 */
#define NOWHERE	    0xdead0003ull
static uint64_t table[512] __attribute__((aligned(4096)));

#define SCTLR_M	  (1u << 0)
#define SCTLR_A	  (1u << 1)
#define SCTLR_SA  (1u << 3)
#define SCTLR_SA0 (1u << 4)
#define SCTLR_WXN (1u << 19)
#define SCTLR_E0E (1u << 24)
#define SCTLR_EE  (1u << 25)
#define SCTLR_EL0 (1ull << 26 | 1ull << 15 | 1ull << 14) /* UCI, UCT, DZE: cleared they trap EL0 */

static void set_hostile(unsigned round)
{
	uint64_t v = MARK + round * 0x10001ull;

	write_sysreg(ttbr0_el1, (uintptr_t)table);
	write_sysreg(ttbr1_el1, 0xfffffffff000ull);
	write_sysreg(mair_el1, 0xff);
	write_sysreg(amair_el1, v);
	write_sysreg(tcr_el1, TCR_HOSTILE);
	write_sysreg(mdscr_el1, 1u << 15 | 1u << 13 | 1u);
	write_sysreg(dbgbvr0_el1, EXTENSION_TEXT);
	write_sysreg(dbgbcr0_el1, BREAKPOINT_ALL);
	write_sysreg(dbgwvr0_el1, EXTENSION_TEXT);
	write_sysreg(dbgwcr0_el1, WATCHPOINT_ALL);
	write_sysreg(pmuserenr_el0, 0xf);
	write_sysreg(pmcr_el0, 1);
	write_sysreg(pmcntenset_el0, 1u << 31);
	write_sysreg(cntkctl_el1, round % 3 ? 0x300 : 0);
	write_sysreg(contextidr_el1, (uint32_t)v);
	write_sysreg(tpidr_el1, v + 1);
	write_sysreg(par_el1, v);
	write_sysreg(esr_el1, (uint32_t)v);
	write_sysreg(far_el1, v + 2);
	write_sysreg(elr_el1, v + 3);
	write_sysreg(spsr_el1, 0x3c5);
	write_sysreg(csselr_el1, round & 1);
	write_sysreg(tpidr_el0, v + 4);
	write_sysreg(tpidrro_el0, v + 5);
	write_sysreg(sp_el0, v + 6);
	if (tpidr2_there)
		write_named(TPIDR2_EL0, v + 7);
	write_sysreg(cntv_cval_el0, ~v);
	write_sysreg(cntv_ctl_el0, round & 2 ? 3 : 0);
	write_sysreg(cpacr_el1, 3u << 20);
	fp_fill(v);
	write_sysreg(fpcr, round & 4 ? 0x03000000 : 0);
	write_sysreg(fpsr, round & 8 ? 0x8000001f : 0);
}

static void hostile_registers(void)
{
	uint64_t sctlr = read_sysreg(sctlr_el1), good = 0, kept = 0, general = 0, preempted = 0,
		 kept_preempted = 0;

	exception_expect();
	(void)read_named(TPIDR2_EL0);
	tpidr2_there = !exception_taken();
	table[0] = NOWHERE;
	table[1] = 0x40000000 | BLOCK;
	for (unsigned i = 0; i < ROUNDS; i++) {
		/* With EE, tables would be big-endian, so stage 1 is off then. */
		uint64_t bad = (sctlr | SCTLR_A | SCTLR_SA | SCTLR_SA0 | SCTLR_E0E |
				(i & 1 ? SCTLR_EE : SCTLR_M) | (i & 1 ? SCTLR_WXN : 0)) &
			       ~SCTLR_EL0;
		uint64_t x[31], before[REGISTERS], after[REGISTERS], was, same = 1, rest = 1;

		set_hostile(i);
		own(before);
		fill(x);
		own(before);
		x[0] = i % 10 ? FAULT_TEST_SPIN
			      : FAULT_TEST_TAGGED; /* a fault restores them as well */
		x[1] = SPINS;
		was = call_hostile(x, bad, sctlr);
		own(after);
		for (unsigned n = 0; n < REGISTERS; n++)
			same &= before[n] == after[n];
		same &= was == bad && fp_kept(MARK + i * 0x10001ull);
		for (unsigned n = 4; n < 30; n++)
			rest &= x[n] == MARK + n; /* x27 and x28 aren't used */
		if (i % 10) {
			good += x[0] == 0 && x[1] == SPINS && x[3] == MARK + 3;
			preempted += x[2] > 0;
			kept_preempted += x[2] > 0 && same && rest;
		} else {
			good += x[0] == (uint64_t)BULKHEAD_E_FAULT && x[1] == SPINS;
		}
		kept += same;
		general += rest;
	}
	write_sysreg(tcr_el1, 0);
	write_sysreg(mdscr_el1, 0);
	write_sysreg(cntv_ctl_el0, 0);
	put("requests preempted in their middle: ");
	put_number(preempted);
	put("\n");
	check("many requests were preempted in their middle", preempted > 50, 1);
	check("hostile registers change nothing in the extension", good, ROUNDS);
	check("the guest's system and FP registers are as it set them", kept, ROUNDS);
	check("its general registers are as it set them", general, ROUNDS);
	check("also where the request was preempted", kept_preempted, preempted);
}

void guest(unsigned cpu)
{
	(void)cpu;
	leaks();
	readable();
	hidden();
	handler_state();
	hostile_registers();
	summary();
}
