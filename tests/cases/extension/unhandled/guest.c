/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest with a catch-all route for exceptions that nothing else answers. It checks what the extension is told, and the effect
 * of each of its answers. Calls don't take this route: they have an answer without a route.
 */
#include <bulkhead/request.h>
#include <arm/esr.h>
#include <kit/guest.h>
#include <services/fault-test/fault_test.h>

#define NOWHERE	  0x0c000000ull
#define OWN_TEXT  0x10000000ull /* the loader's: mapped read-only */
#define UNROUTED  0xC3000200u
#define UNCHANGED 0x55aa55aa55aa55aaull

/* The arguments of the extension's last request: ESR_EL2, FAR_EL2, IPA. */
static uint64_t told[4];
static void ask(void)
{
	smc(FAULT_TEST_UNHANDLED, 0, told);
}

/* Loads from `offset` behind an address without memory. Returns ESR_EL1 of the exception that was taken; 0: none. */
static uint64_t load(uint64_t offset, uint64_t *value)
{
	*value = UNCHANGED;
	exception_expect();
	__asm__ volatile("ldr %0, [%1]" : "+r"(*value) : "r"(NOWHERE + offset) : "memory");
	return exception_taken();
}

static int abort_of(uint64_t esr, unsigned ec, uint64_t address)
{
	return ESR_EC(esr) == ec && (esr & ISS_FSC_TYPE) == FSC_EXTERNAL_ABORT &&
	       read_sysreg(far_el1) == address;
}

static void accesses(void)
{
	uint64_t a, b, esr;

	check("resumed behind the access", load(FAULT_TEST_HERE_RESUME, &a), 0);
	check("which changed nothing", a, UNCHANGED);
	ask();
	check("the extension knows the access",
	      ESR_EC(told[1]) == ESR_EC_DATA_ABORT_LOWER &&
		  told[2] == NOWHERE + FAULT_TEST_HERE_RESUME && told[3] == told[2],
	      1);
	check("an undefined instruction", load(FAULT_TEST_HERE_UNDEFINED, &a), ESR_IL);
	write_sysreg(far_el1, 0);
	esr = load(FAULT_TEST_HERE_ABORT, &a);
	check("an abort, of that address",
	      abort_of(esr, ESR_EC_DATA_ABORT_SAME, NOWHERE + FAULT_TEST_HERE_ABORT), 1);
	write_sysreg(far_el1, 0);
	esr = load(FAULT_TEST_HERE_FAULT, &a);
	check("the same if the extension faults",
	      abort_of(esr, ESR_EC_DATA_ABORT_SAME, NOWHERE + FAULT_TEST_HERE_FAULT), 1);
	exception_expect();
	__asm__ volatile("ldp %0, %1, [%2]"
			 : "=&r"(a), "=&r"(b)
			 : "r"(NOWHERE + FAULT_TEST_HERE_RESUME)
			 : "memory");
	check("an access without a syndrome", exception_taken(), 0);
	exception_expect();
	*(volatile uint32_t *)(OWN_TEXT + FAULT_TEST_HERE_RESUME) = 0;
	check("a write to read-only memory", exception_taken(), 0);
	ask();
	check("whose IPA no hardware tells",
	      ESR_EC(told[1]) == ESR_EC_DATA_ABORT_LOWER &&
		  (told[1] & ISS_FSC_TYPE) == FSC_PERMISSION &&
		  told[2] == OWN_TEXT + FAULT_TEST_HERE_RESUME && told[3] == 0,
	      1);
}

/* An exception of an instruction fetch: the guest returns to the caller. */
static void fetch(void)
{
	uint64_t esr;

	write_sysreg(far_el1, 0);
	esr = call_nowhere(NOWHERE + FAULT_TEST_HERE_ABORT);
	check("an abort of a fetch",
	      abort_of(esr, ESR_EC_INSTRUCTION_ABORT_SAME, NOWHERE + FAULT_TEST_HERE_ABORT), 1);
	ask();
	check("the extension knows the fetch",
	      ESR_EC(told[1]) == ESR_EC_INSTRUCTION_ABORT_LOWER &&
		  told[2] == NOWHERE + FAULT_TEST_HERE_ABORT && told[3] == told[2],
	      1);
	write_sysreg(far_el1, 0);
	esr = call_nowhere(NOWHERE + FAULT_TEST_HERE_FAULT);
	check("the same if the extension faults",
	      abort_of(esr, ESR_EC_INSTRUCTION_ABORT_SAME, NOWHERE + FAULT_TEST_HERE_FAULT), 1);
}

static void others(void)
{
	exception_expect();
	write_sysreg(S3_0_C2_C1_0, 0); /* APIAKeyLo_EL1: pointer authentication is hidden */
	exception_taken();
	ask();
	check("a system register", ESR_EC(told[1]) == ESR_EC_SYSREG && told[3] == 0, 1);
	check("a call without a route is not supported", smc(UNROUTED, 0, 0), (uint64_t)-1);
	ask();
	check("and is no exception", ESR_EC(told[1]), ESR_EC_SYSREG);
}

void guest(unsigned cpu)
{
	(void)cpu;
	accesses();
	fetch();
	others();
	summary();
}
