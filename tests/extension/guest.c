/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that holds its extensions to their contract: every misbehaviour of the fault-test
 * extension is answered with the route's error and the next request is served; what a guest can set
 * of its registers changes nothing in the extension, and is as it was afterwards; no register
 * reaches the extension that isn't the request. One line a check, `TEST name ok` or `TEST name FAIL
 * …`, and a count at the end.
 */
#include "bare.h"
#include "../../services/fault-test/fault_test.h"

#define ROUNDS	 1000
#define SPINS	 20 /* makes a request long enough to be preempted in its middle */
#define LEAK	 0xC3000100u
#define UNROUTED 0xC3000200u
/* Where an extension's text lies: a breakpoint there must not be felt. */
#define EXTENSION_TEXT 0x10000u
#define BREAKPOINT_ALL 0x1e7u /* DBGBCR: all four bytes, EL0 and EL1, enabled */
#define WATCHPOINT_ALL 0x1fffu

static const char *const names[FAULT_TEST_COUNT] = {
    "echo",
    "wild-read",
    "wild-write",
    "write-to-text",
    "execute-data",
    "wild-jump",
    "endless-loop",
    "stack-overflow",
    "fp",
    "privileged-instruction",
    "bad-svc",
    "bad-reply",
    "asks-for-restart",
    "reply-in-section",
    "smc",
    "wfi",
    "tagged-address",
};

/* Each fault ROUNDS times: number of rounds in which the client got its error and the next call was
 * served. */
static void faults(void)
{
	check("served before", smc(FAULT_TEST_ECHO, 1, 0), 0);
	for (unsigned n = 1; n < FAULT_TEST_COUNT; n++) {
		uint64_t good = 0, x[4];

		for (unsigned i = 0; i < ROUNDS; i++) {
			int refused = smc(FAULT_TEST(n), i, 0) == (uint64_t)BULKHEAD_E_FAULT;

			smc(FAULT_TEST_ECHO, i, x);
			good +=
			    refused && x[0] == 0 && x[1] == i && x[2] == 0x2222 && x[3] == 0x3333;
		}
		check(names[n], good, ROUNDS);
	}
}

static void leaks(void)
{
	uint64_t x[31], preserved = 1;

	for (int round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 31; i++)
			x[i] = 0x5ec2e70000000000ull + i;
		write_sysreg(tpidr_el0, 0x5ec2e7);
		write_sysreg(tpidrro_el0, 0x5ec2e8);
		x[0] = LEAK;
		call_with(x);
		check("no register leaks into the extension", x[0], 0);
		check("flags are clear in the extension", x[1], 0);
		for (unsigned i = 4; i < 30; i++)
			preserved &= x[i] == 0x5ec2e70000000000ull + i;
		check("the guest's registers are as they were", preserved, 1);
		check("its thread register is as it was",
		      read_sysreg(tpidr_el0) == 0x5ec2e7 && read_sysreg(tpidrro_el0) == 0x5ec2e8,
		      1);
	}
}

/* Registers that EL0 feels, with values that would break an extension that got them. */
static void hostile_registers(void)
{
	uint64_t sctlr = read_sysreg(sctlr_el1), good = 0, kept = 0, preempted = 0, x[4];
	/* Alignment checks at both levels, EL0 big-endian, WXN, traps of cache operations from EL0.
	 */
	uint64_t bad_sctlr = (sctlr | 1u << 24 | 1u << 1 | 1u << 4 | 1u << 19) &
			     ~(1ull << 26 | 1ull << 14 | 1ull << 15);
	uint64_t bad_tcr = 0x0000007f80190019ull; /* tag bits ignored, walks on */

	for (unsigned i = 0; i < ROUNDS; i++) {
		write_sysreg(ttbr0_el1, 0xdead0000ull + i * 0x1000);
		write_sysreg(ttbr1_el1, 0xfffffffff000ull);
		write_sysreg(mair_el1, 0);
		write_sysreg(tcr_el1, bad_tcr);
		write_sysreg(sctlr_el1, bad_sctlr);
		write_sysreg(mdscr_el1, 1u << 15 | 1u << 13 | 1u);
		write_sysreg(dbgbvr0_el1, EXTENSION_TEXT);
		write_sysreg(dbgbcr0_el1, BREAKPOINT_ALL);
		write_sysreg(dbgwvr0_el1, EXTENSION_TEXT);
		write_sysreg(dbgwcr0_el1, WATCHPOINT_ALL);
		write_sysreg(pmuserenr_el0, 0xf);
		write_sysreg(pmcr_el0, 1);
		write_sysreg(cntkctl_el1, 0);
		write_sysreg(contextidr_el1, i);
		write_sysreg(cpacr_el1, i & 1 ? 0 : 3u << 20);
		write_sysreg(tpidr_el0, i);
		write_sysreg(sp_el0, 0x1234500 + i);
		smc(FAULT_TEST_SPIN, SPINS, x);
		good += x[0] == 0 && x[1] == SPINS && x[3] == 0x3333;
		preempted += x[2];
		kept += read_sysreg(tcr_el1) == bad_tcr && read_sysreg(sctlr_el1) == bad_sctlr &&
			read_sysreg(contextidr_el1) == i && read_sysreg(tpidr_el0) == i &&
			read_sysreg(cntkctl_el1) == 0 && read_sysreg(sp_el0) == 0x1234500 + i &&
			read_sysreg(ttbr0_el1) == 0xdead0000ull + i * 0x1000;
		/* A fault of the extension restores them as well. */
		if (i % 10 == 0)
			kept -= smc(FAULT_TEST_TAGGED, 0, 0) != (uint64_t)BULKHEAD_E_FAULT ||
				read_sysreg(tcr_el1) != bad_tcr ||
				read_sysreg(sp_el0) != 0x1234500 + i;
	}
	write_sysreg(sctlr_el1, sctlr);
	write_sysreg(tcr_el1, 0);
	put("requests preempted in their middle: ");
	put_number(preempted);
	put("\n");
	check("some requests were preempted in their middle", preempted > 10, 1);
	check("hostile registers change nothing in the extension", good, ROUNDS);
	check("the guest's registers are as it set them", kept, ROUNDS);
}

#define DEVICE		   0x0b000000ull
#define ESR_EXTERNAL_ABORT 0x96000010ull /* data abort at the same level, synchronous external */
#define ESR_IGNORED	   0x01ffff40ull /* fields of the access */

#define LOAD(insn, reg)                                                  \
	({                                                               \
		uint64_t v_ = ~0ull;                                     \
		__asm__ volatile(insn " %" reg "0, [%1]"                 \
				 : "+r"(v_)                              \
				 : "r"(DEVICE + FAULT_TEST_MMIO_PATTERN) \
				 : "memory");                            \
		v_;                                                      \
	})

/* A device's registers in all widths: reads extended as the instruction asks, writes cut to its
 * size. */
static void device(void)
{
	volatile uint64_t *written = (uint64_t *)(DEVICE + FAULT_TEST_MMIO_WRITTEN);
	volatile uint64_t *size = (uint64_t *)(DEVICE + FAULT_TEST_MMIO_SIZE);
	uint64_t pattern = FAULT_TEST_PATTERN, a, b;

	check("ldrb", LOAD("ldrb", "w"), 0xff);
	check("ldrh", LOAD("ldrh", "w"), 0xeeff);
	check("ldr w", LOAD("ldr", "w"), 0xccddeeff);
	check("ldr x", LOAD("ldr", "x"), pattern);
	check("ldrsb w", LOAD("ldrsb", "w"), 0xffffffff);
	check("ldrsb x", LOAD("ldrsb", "x"), ~0ull);
	check("ldrsh w", LOAD("ldrsh", "w"), 0xffffeeff);
	check("ldrsh x", LOAD("ldrsh", "x"), 0xffffffffffffeeff);
	check("ldrsw", LOAD("ldrsw", "x"), 0xffffffffccddeeff);
	*(volatile uint8_t *)DEVICE = (uint8_t)pattern;
	check("strb", *written << 8 | *size, 0xff01);
	*(volatile uint16_t *)DEVICE = (uint16_t)pattern;
	check("strh", *written << 8 | *size, 0xeeff02);
	*(volatile uint32_t *)DEVICE = (uint32_t)pattern;
	check("str w", *written << 8 | *size, 0xccddeeff04);
	*(volatile uint64_t *)DEVICE = pattern;
	check("str x", *written, pattern);
	*(volatile uint64_t *)DEVICE = 0;
	check("str xzr", *written << 8 | *size, 8);
	exception_expect();
	(void)*(volatile uint32_t *)(DEVICE + FAULT_TEST_MMIO_ABORT);
	check("an extension's abort", exception_taken() & ~ESR_IGNORED, ESR_EXTERNAL_ABORT);
	/* Without a syndrome nobody knows what it is: an external abort. */
	exception_expect();
	__asm__ volatile("ldp %0, %1, [%2]" : "=&r"(a), "=&r"(b) : "r"(DEVICE) : "memory");
	check("ldp", exception_taken() & ~ESR_IGNORED, ESR_EXTERNAL_ABORT);
	exception_expect();
	(void)*(volatile uint32_t *)(DEVICE + 0x1000);
	check("no route: external abort", exception_taken() & ~ESR_IGNORED, ESR_EXTERNAL_ABORT);
}

/* An extension's extension: its answers, and its faults, are its caller's to handle. */
static void nested(void)
{
	uint64_t x[4], good = 0;

	for (unsigned n = 1; n < FAULT_TEST_COUNT; n++) {
		smc(FAULT_TEST_FORWARD, FAULT_TEST(n), x);
		good += x[0] == 0 && x[1] == (uint64_t)BULKHEAD_E_FAULT;
		smc(FAULT_TEST_FORWARD, FAULT_TEST_ECHO, x);
		good += x[0] == 0 && x[1] == BULKHEAD_OK && x[2] == FAULT_TEST_ECHO + 1 &&
			x[3] == 0x2223;
	}
	check("calls between extensions", good, 2 * (FAULT_TEST_COUNT - 1));
}

static void contention(void)
{
	uint64_t x[4], last = 0, grows = 1;

	for (unsigned i = 0; i < ROUNDS; i++) {
		smc(FAULT_TEST_SECTION_ADD, 1, x);
		grows &= x[0] == 0 && x[1] > last;
		last = x[1];
	}
	check("exclusive section", grows, 1);
}

void guest(unsigned cpu)
{
	(void)cpu;
	check("no route: not supported", smc(UNROUTED, 0, 0), (uint64_t)-1);
	leaks();
	device();
	hostile_registers();
	faults();
	contention();
	nested();
	summary();
}
