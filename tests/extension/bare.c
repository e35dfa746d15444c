/* SPDX-License-Identifier: BSD-3-Clause */
#include "bare.h"

#define PSCI_SYSTEM_OFF 0x84000008u
#define PSCI_CPU_OFF	0x84000002u

void *memset(void *d, int v, uint64_t n);
void unexpected(uint64_t esr, uint64_t elr);

static unsigned passed, failed;
static volatile int expecting;
static volatile uint64_t taken, ssbs;

/* The compiler calls it for initialisers. */
__attribute__((optimize("no-tree-loop-distribute-patterns"))) void *memset(void *d, int v,
									   uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		((volatile uint8_t *)d)[i] = (uint8_t)v;
	return d;
}

void hvc(uint64_t x[8])
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
	x[2] = x2;
	x[3] = x3;
}

uint64_t smc(uint64_t fid, uint64_t x1, uint64_t *results)
{
	uint64_t x[31] = {fid, x1, 0x2222, 0x3333};

	call_with(x);
	for (int i = 0; results && i < 4; i++)
		results[i] = x[i];
	return x[0];
}

/* A whole line in few calls, so that lines of other VMs don't come between. */
static char line[192];
static unsigned used;

static void flush(void)
{
	for (unsigned at = 0; at < used;) {
		uint64_t x[8] = {BULKHEAD_HVC_CONSOLE_WRITE};
		char *bytes = (char *)&x[2];

		for (; at < used && x[1] < BULKHEAD_CONSOLE_BYTES_MAX; x[1]++)
			bytes[x[1]] = line[at++];
		hvc(x);
	}
	used = 0;
}

void put(const char *s)
{
	for (; *s; s++) {
		line[used++] = *s;
		if (*s == '\n' || used == sizeof(line))
			flush();
	}
}

void put_number(uint64_t value)
{
	char digits[21], *p = digits + 20;

	*p = 0;
	do
		*--p = (char)('0' + value % 10);
	while (value /= 10);
	put(p);
}

void exception_expect(void)
{
	taken = 0;
	expecting = 1;
}

uint64_t exception_ssbs(void)
{
	return ssbs;
}

uint64_t exception_taken(void)
{
	expecting = 0;
	return taken;
}

static void put_hex(uint64_t value)
{
	char digits[19] = "0x";

	for (int i = 0; i < 16; i++)
		digits[2 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
	put(digits);
}

void check(const char *name, uint64_t got, uint64_t expected)
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

void summary(void)
{
	put("TEST summary: ");
	put_number(passed);
	put(" passed, ");
	put_number(failed);
	put(" failed\n");
}

_Noreturn void power_off(void)
{
	hvc((uint64_t[8]){PSCI_SYSTEM_OFF});
	for (;;)
		;
}

_Noreturn void cpu_off(void)
{
	hvc((uint64_t[8]){PSCI_CPU_OFF});
	for (;;)
		;
}

void unexpected(uint64_t esr, uint64_t elr)
{
	if (expecting) {
		expecting = 0;
		taken = esr;
		if (ssbs_there())
			ssbs = read_named(SSBS);
		return;
	}
	put("TEST exception FAIL esr ");
	put_hex(esr);
	put(" at ");
	put_hex(elr);
	put("\n");
	power_off();
}
