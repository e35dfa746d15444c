/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that checks the contract of its extensions. After every misbehaviour of the fault-test extension, the client gets the
 * route's error, and the next request is served. Registers that the guest sets change nothing in the extension, and keep their
 * values. No register reaches the extension except those of the request. Each check prints a line, `TEST name ok` or `TEST name
 * FAIL …`, and a summary ends the output.
 */
#include <bulkhead/request.h>
#include <arm/esr.h>
#include <kit/guest.h>
#include <services/fault-test/fault_test.h>

#define ROUNDS	 1000
#define UNROUTED 0xC3000200u

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
    "endless-section",
    "endless-calls",
};

/* Causes the fault ROUNDS times. Returns the number of rounds in which the client got its error and the next call was served.
 * */
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

#define DEVICE 0x0b000000ull
/* A synchronous external abort at the same exception level. */
#define ESR_EXTERNAL_ABORT \
	((uint64_t)ESR_EC_DATA_ABORT_SAME << ESR_EC_SHIFT | ESR_IL | FSC_EXTERNAL_ABORT)
#define ESR_IGNORED 0x01ffff40ull /* fields of the access */

#define LOAD(insn, reg)                                                  \
	({                                                               \
		uint64_t v_ = ~0ull;                                     \
		__asm__ volatile(insn " %" reg "0, [%1]"                 \
				 : "+r"(v_)                              \
				 : "r"(DEVICE + FAULT_TEST_MMIO_PATTERN) \
				 : "memory");                            \
		v_;                                                      \
	})

/* Accesses a device's registers in all widths: reads must be extended as the instruction asks, and writes cut to its size. */
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
	/* Without a syndrome the core can't know the access: the guest gets an external abort. */
	exception_expect();
	__asm__ volatile("ldp %0, %1, [%2]" : "=&r"(a), "=&r"(b) : "r"(DEVICE) : "memory");
	check("ldp", exception_taken() & ~ESR_IGNORED, ESR_EXTERNAL_ABORT);
	exception_expect();
	(void)*(volatile uint32_t *)(DEVICE + 0x1000);
	check("no route: external abort", exception_taken() & ~ESR_IGNORED, ESR_EXTERNAL_ABORT);
}

/* An extension that another extension calls: the caller must handle its answers and faults. */
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

/* Tests all answers to a call that carry no results: undefined instruction, abort, retry. */
static void actions(void)
{
	uint64_t x[4];

	exception_expect();
	smc(FAULT_TEST_ACT, BULKHEAD_UNDEFINED, x);
	check("a call that is undefined", exception_taken(), ESR_IL);
	exception_expect();
	smc(FAULT_TEST_ACT, BULKHEAD_ABORT, x);
	check("a call that is an abort", exception_taken() & ~ESR_IGNORED, ESR_EXTERNAL_ABORT);
	check("a call that is served after them", smc(FAULT_TEST_ACT, BULKHEAD_ABORT, x), 0);
	smc(FAULT_TEST_ACT, BULKHEAD_RETRY, x);
	check("a call that is tried again", x[0] == 0 && x[2] == FAULT_TEST_TRIES, 1);
}

static void refusals(void)
{
	uint64_t x[4];

	smc(FAULT_TEST_REFUSED, 0, x);
	check("what the core refuses an extension", x[1], 0);
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
	device();
	actions();
	refusals();
	faults();
	contention();
	nested();
	summary();
}
