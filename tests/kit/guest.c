/* SPDX-License-Identifier: BSD-3-Clause */
#include "guest.h"

void *memset(void *d, int v, uint64_t n);
void *memcpy(void *d, const void *s, uint64_t n);
void unexpected(uint64_t esr, uint64_t elr);

static unsigned passed, failed;
static volatile int expecting, ignoring;
static volatile uint64_t taken, ignored, ssbs;

/* The compiler generates calls of these functions for initialisers and assignments. */
void *memset(void *d, int v, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		((volatile uint8_t *)d)[i] = (uint8_t)v;
	return d;
}

void *memcpy(void *d, const void *s, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		((volatile uint8_t *)d)[i] = ((const uint8_t *)s)[i];
	return d;
}

uint64_t smc(uint64_t fid, uint64_t x1, uint64_t *results)
{
	uint64_t x[31] = {fid, x1, 0x2222, 0x3333};

	call_with(x);
	for (int i = 0; results && i < 4; i++)
		results[i] = x[i];
	return x[0];
}

uint64_t cpu_on(uint64_t cpu, void (*entry)(void), uint64_t context)
{
	return psci(PSCI_CPU_ON64, cpu, (uint64_t)(uintptr_t)entry, context);
}

/* A line is written as a whole, so that it isn't mixed with lines of other VMs. */
static char line[192];
static unsigned used;

void put(const char *s)
{
	for (; *s; s++) {
		line[used++] = *s;
		if (*s == '\n' || used == sizeof(line)) {
			console_write(line, used);
			used = 0;
		}
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

void exceptions_ignore(void)
{
	ignoring = 1;
}

uint64_t exceptions_ignored(void)
{
	return ignored;
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

void put_hex(uint64_t value)
{
	char digits[19] = "0x";

	for (int i = 0; i < 16; i++)
		digits[2 + i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
	put(digits);
}

static void put_failure(const char *name, uint64_t got, uint64_t expected)
{
	put("TEST ");
	put(name);
	put(" FAIL got ");
	put_hex(got);
	put(" expected ");
	put_hex(expected);
	put("\n");
}

void check_quietly(const char *name, uint64_t got, uint64_t expected)
{
	passed += got == expected;
	failed += got != expected;
	if (got != expected)
		put_failure(name, got, expected);
}

void check(const char *name, uint64_t got, uint64_t expected)
{
	check_quietly(name, got, expected);
	if (got != expected)
		return;
	put("TEST ");
	put(name);
	put(" ok\n");
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
	psci(PSCI_SYSTEM_OFF, 0, 0, 0);
	for (;;)
		;
}

_Noreturn void cpu_off(void)
{
	psci(PSCI_CPU_OFF, 0, 0, 0);
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
	if (ignoring) {
		ignored = ignored + 1;
		return;
	}
	put("TEST exception FAIL esr ");
	put_hex(esr);
	put(" at ");
	put_hex(elr);
	put("\n");
	power_off();
}

uint64_t parse_number(const char **s)
{
	uint64_t n = 0;

	while (**s == ' ')
		++*s;
	for (; **s >= '0' && **s <= '9'; ++*s)
		n = n * 10 + (uint64_t)(**s - '0');
	return n;
}
