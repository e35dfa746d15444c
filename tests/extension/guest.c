/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that holds its extensions to their contract: every misbehaviour of the fault-test extension is
 * answered with the route's error and the next request is served; what a guest can set of its registers changes
 * nothing in the extension, and is as it was afterwards; no register reaches the extension that isn't
 * the request. One line a check, `TEST name ok` or `TEST name FAIL …`, and a count at the end.
 */
#include <stdint.h>
#include <bulkhead/hypercall.h>
#include "../../services/fault-test/fault_test.h"

#define ROUNDS 1000
#define LEAK 0xC3000100u
#define UNROUTED 0xC3000200u

uint64_t call_with(uint64_t regs[31]);
void unexpected(uint64_t esr, uint64_t elr);
void guest(void);

void *memset(void *d, int v, uint64_t n);

/* The compiler calls it for initialisers. */
__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *memset(void *d, int v, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		((volatile uint8_t *)d)[i] = (uint8_t)v;
	return d;
}

static unsigned passed, failed;

#define read_sysreg(name)                                                                                \
	({                                                                                               \
		uint64_t v_;                                                                             \
		__asm__ volatile("mrs %0, " #name : "=r"(v_)::"memory");                                 \
		v_;                                                                                      \
	})
#define write_sysreg(name, v) __asm__ volatile("msr " #name ", %x0\n isb" ::"rZ"((uint64_t)(v)) : "memory")

static void hvc(uint64_t x[8])
{
	register uint64_t x0 __asm__("x0") = x[0];
	register uint64_t x1 __asm__("x1") = x[1];
	register uint64_t x2 __asm__("x2") = x[2];
	register uint64_t x3 __asm__("x3") = x[3];
	register uint64_t x4 __asm__("x4") = x[4];
	register uint64_t x5 __asm__("x5") = x[5];
	register uint64_t x6 __asm__("x6") = x[6];
	register uint64_t x7 __asm__("x7") = x[7];

	__asm__ volatile("hvc #0"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 : "r"(x4), "r"(x5), "r"(x6), "r"(x7)
			 : "memory");
	x[0] = x0;
	x[1] = x1;
}

static void put(const char *s)
{
	while (*s) {
		uint64_t x[8] = { BULKHEAD_HVC_CONSOLE_WRITE };
		char *bytes = (char *)&x[2];

		for (; *s && x[1] < BULKHEAD_CONSOLE_BYTES_MAX; x[1]++)
			bytes[x[1]] = *s++;
		hvc(x);
	}
}

static void put_hex(uint64_t value)
{
	char digits[19] = "0x";

	for (int i = 0; i < 16; i++)
		digits[2 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
	put(digits);
}

static void check(const char *name, uint64_t got, uint64_t expected)
{
	put("TEST ");
	put(name);
	if (got == expected) {
		passed++;
		put(" ok\n");
		return;
	}
	failed++;
	put(" FAIL got ");
	put_hex(got);
	put(" expected ");
	put_hex(expected);
	put("\n");
}

void unexpected(uint64_t esr, uint64_t elr)
{
	put("TEST exception FAIL esr ");
	put_hex(esr);
	put(" at ");
	put_hex(elr);
	put("\n");
	hvc((uint64_t[8]){ 0x84000008 });
}

static const char *const names[FAULT_TEST_COUNT] = {
	"echo",	   "wild-read", "wild-write", "write-to-text", "execute-data", "wild-jump", "endless-loop",
	"stack-overflow", "fp",	"privileged-instruction", "bad-svc", "bad-reply", "asks-for-restart",
	"reply-in-section", "smc", "wfi",
};

static uint64_t smc(uint64_t fid, uint64_t x1, uint64_t *results)
{
	uint64_t x[31] = { fid, x1, 0x2222, 0x3333 };

	call_with(x);
	for (int i = 0; results && i < 4; i++)
		results[i] = x[i];
	return x[0];
}

/* Each fault ROUNDS times: number of rounds in which the client got its error and the next call was served. */
static void faults(void)
{
	check("served before", smc(FAULT_TEST_ECHO, 1, 0), 0);
	for (unsigned n = 1; n < FAULT_TEST_COUNT; n++) {
		uint64_t good = 0, x[4];

		for (unsigned i = 0; i < ROUNDS; i++) {
			int refused = smc(FAULT_TEST(n), i, 0) == (uint64_t)BULKHEAD_E_FAULT;

			smc(FAULT_TEST_ECHO, i, x);
			good += refused && x[0] == 0 && x[1] == i && x[2] == 0x2222 && x[3] == 0x3333;
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
		      read_sysreg(tpidr_el0) == 0x5ec2e7 && read_sysreg(tpidrro_el0) == 0x5ec2e8, 1);
	}
}

/* Registers that EL0 feels, with values that would break an extension that got them. */
static void hostile_registers(void)
{
	uint64_t sctlr = read_sysreg(sctlr_el1), good = 0, kept = 0, x[4];
	/* Alignment checks at both levels, EL0 big-endian, WXN, traps of cache operations from EL0. */
	uint64_t bad_sctlr = (sctlr | 1u << 24 | 1u << 1 | 1u << 4 | 1u << 19) & ~(1ull << 26 | 1ull << 14 | 1ull << 15);
	uint64_t bad_tcr = 0x0000007f80190019ull; /* tag bits ignored, walks on */

	for (unsigned i = 0; i < ROUNDS; i++) {
		write_sysreg(ttbr0_el1, 0xdead0000ull + i * 0x1000);
		write_sysreg(ttbr1_el1, 0xfffffffff000ull);
		write_sysreg(mair_el1, 0);
		write_sysreg(tcr_el1, bad_tcr);
		write_sysreg(sctlr_el1, bad_sctlr);
		write_sysreg(mdscr_el1, 1u << 15 | 1u << 13 | 1u);
		write_sysreg(cntkctl_el1, 0);
		write_sysreg(contextidr_el1, i);
		write_sysreg(cpacr_el1, i & 1 ? 0 : 3u << 20);
		write_sysreg(tpidr_el0, i);
		write_sysreg(sp_el0, 0x1234500 + i);
		smc(FAULT_TEST_ECHO, i, x);
		good += x[0] == 0 && x[1] == i && x[2] == 0x2222;
		kept += read_sysreg(tcr_el1) == bad_tcr && read_sysreg(sctlr_el1) == bad_sctlr &&
			read_sysreg(contextidr_el1) == i && read_sysreg(tpidr_el0) == i &&
			read_sysreg(cntkctl_el1) == 0 && read_sysreg(sp_el0) == 0x1234500 + i &&
			read_sysreg(ttbr0_el1) == 0xdead0000ull + i * 0x1000;
		/* A fault of the extension restores them as well. */
		if (i % 10 == 0)
			kept -= smc(FAULT_TEST_READ, 0, 0) != (uint64_t)BULKHEAD_E_FAULT ||
				read_sysreg(tcr_el1) != bad_tcr || read_sysreg(sp_el0) != 0x1234500 + i;
	}
	write_sysreg(sctlr_el1, sctlr);
	write_sysreg(tcr_el1, 0);
	check("hostile registers change nothing in the extension", good, ROUNDS);
	check("the guest's registers are as it set them", kept, ROUNDS);
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

void guest(void)
{
	char line[64] = "TEST summary: ", *p = line + 14;

	check("no route: not supported", smc(UNROUTED, 0, 0), (uint64_t)-1);
	leaks();
	hostile_registers();
	faults();
	contention();
	*p++ = (char)('0' + passed / 10 % 10);
	*p++ = (char)('0' + passed % 10);
	for (const char *s = " passed, "; *s; s++)
		*p++ = *s;
	*p++ = (char)('0' + failed / 10 % 10);
	*p++ = (char)('0' + failed % 10);
	for (const char *s = " failed\n"; *s; s++)
		*p++ = *s;
	put(line);
}
