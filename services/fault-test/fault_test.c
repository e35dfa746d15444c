/* SPDX-License-Identifier: BSD-3-Clause */
/* An extension that misbehaves on demand in every way, for tests of containment. See
 * fault_test.h. */
#include <stdint.h>
#include <arm/psci.h>
#include <skiff/extension.h>
#include "fault_test.h"

static uint64_t served;
static volatile uint64_t sum;
static uint32_t data_code[] = {0xd65f03c0}; /* ret, in .data */

static __attribute__((noinline)) uint64_t recurse(uint64_t depth)
{
	volatile uint64_t frame[32];

	frame[depth % 32] = depth;
	return depth == UINT64_MAX ? 0 : recurse(depth + 1) + frame[depth % 32];
}

static void wild_read(void)
{
	*(volatile uint64_t *)0x3fff0000;
}

static void wild_write(void)
{
	*(volatile uint64_t *)0x3fff0000 = 1;
}

static void write_text(void)
{
	*(volatile uint32_t *)(uintptr_t)write_text = 0;
}

static void execute_data(void)
{
	((void (*)(void))(uintptr_t)data_code)();
}

static void jump(void)
{
	((void (*)(void))0x3ffe0000)();
}

static void loop(void)
{
	for (;;)
		__asm__ volatile("");
}

static void stack(void)
{
	sum = recurse(1);
}

static void fp(void)
{
	__asm__ volatile(".arch_extension fp\n fmov d0, xzr");
}

static void privileged(void)
{
	__asm__ volatile("msr vbar_el1, xzr");
}

static void bad_svc(void)
{
	__asm__ volatile("svc #0x1234");
}

static void bad_reply(void)
{
	extension_svc2(BULKHEAD_SVC_REPLY, 0x77, 0);
}

static void restart(void)
{
	extension_restart();
}

static void section(void)
{
	extension_enter(0);
	extension_svc2(BULKHEAD_SVC_REPLY, BULKHEAD_RESUME, 0);
}

static void smc(void)
{
	__asm__ volatile("smc #0");
}

static void wfi(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

static void tagged(void)
{
	*(volatile uint64_t *)((uintptr_t)&served | 0x55ull << 56);
}

static void section_loop(void)
{
	extension_enter(0);
	for (;;)
		extension_time();
}

static void calls(void)
{
	for (;;)
		extension_time();
}

static void (*const faults[FAULT_TEST_COUNT])(void) = {
    [1] = wild_read, wild_write, write_text, execute_data, jump,	 loop,
    stack,	     fp,	 privileged, bad_svc,	   bad_reply,	 restart,
    section,	     smc,	 wfi,	     tagged,	   section_loop, calls,
};

/* A gap between two reads of the time that only another vCPU can have caused. */
#define PREEMPTED_US 5

static void spin(struct extension_call *call)
{
	uint64_t last = extension_time(), limit = extension_counter_hz() * PREEMPTED_US / 1000000;

	call->x[2] = 0;
	for (uint64_t i = 0; i < call->x[1]; i++) {
		uint64_t t = extension_time();

		call->x[2] += t - last > limit;
		last = t;
	}
}

static void hold(struct extension_call *call)
{
	uint64_t ticks = extension_counter_hz() * call->x[1] / 1000000, start;

	extension_enter(0);
	start = extension_time();
	while (extension_time() - start < ticks)
		;
	extension_leave(0);
}

#define SLOW_US 4000

static void slow(const struct extension_call *call)
{
	uint64_t start = extension_time(), length = extension_counter_hz() * SLOW_US / 1000000;

	while (extension_time() - start < length)
		;
	if (call->x[1])
		wild_read();
}

static void add(struct extension_call *call)
{
	uint64_t before;

	extension_enter(0);
	before = sum;
	for (volatile int i = 0; i < 250; i++)
		;
	sum = before + call->x[1];
	call->x[1] = sum;
	extension_leave(0);
}

/* A call must keep the caller's x8, whatever the callee does. */
#define OWN_X8 0x8888888888888888ull

static void forward(struct extension_call *call)
{
	register uint64_t x0 __asm__("x0") = call->x[1] >> 32;
	register uint64_t x1 __asm__("x1") = (uint32_t)call->x[1];
	register uint64_t x2 __asm__("x2") = call->x[2];
	register uint64_t x8 __asm__("x8") = OWN_X8;

	__asm__ volatile("svc %4"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x8)
			 : "i"(BULKHEAD_SVC_CALL)
			 : "x3", "x4", "x5", "x6", "x7", "cc", "memory");
	call->x[0] = x8 != OWN_X8;
	call->x[1] = x0;
	call->x[2] = x1;
	call->x[3] = x2;
}

/* Make calls that the core must refuse. @return a bit for each call that it didn't refuse */
static uint64_t refused(void)
{
	uint64_t secure[8] = {PSCI_SYSTEM_OFF}, other[8] = {99}, callee[8] = {0}, text[8] = {57},
		 bits = 0;

	bits |= (uint64_t)(extension_inject(0, BULKHEAD_INJECT_RAISE) != BULKHEAD_E_INVALID) << 0;
	bits |=
	    (uint64_t)(extension_inject(UINT32_MAX, BULKHEAD_INJECT_PULSE) != BULKHEAD_E_INVALID)
	    << 1;
	extension_secure(secure);
	bits |= (uint64_t)(secure[0] != (uint64_t)BULKHEAD_E_NOT_SUPPORTED) << 2;
	extension_forward(other);
	bits |= (uint64_t)(other[0] != (uint64_t)BULKHEAD_E_INVALID) << 3;
	bits |= (uint64_t)(extension_leave(0) != BULKHEAD_E_INVALID) << 4;
	bits |= (uint64_t)(extension_enter(1) != BULKHEAD_E_INVALID) << 5;
	extension_svc8(BULKHEAD_SVC_PRINT, text);
	bits |= (uint64_t)(text[0] != (uint64_t)BULKHEAD_E_INVALID) << 6;
	bits |= (uint64_t)(extension_enter(0) != BULKHEAD_OK) << 7;
	bits |= (uint64_t)(extension_enter(0) != BULKHEAD_E_INVALID) << 8;
	extension_forward(callee);
	bits |= (uint64_t)(callee[0] != (uint64_t)BULKHEAD_E_INVALID) << 9;
	bits |= (uint64_t)(extension_leave(1) != BULKHEAD_E_INVALID) << 10;
	bits |= (uint64_t)(extension_leave(0) != BULKHEAD_OK) << 11;
	return bits;
}

/* Registers that EL0 could read besides its request. Each must trap, or hold a value of the machine or of this extension. */
#define READ(n, name)                                        \
	case n:                                              \
		__asm__ volatile("mrs %0, " name : "=r"(v)); \
		break;

static uint64_t read_register(uint64_t n)
{
	uint64_t v = 0;

	switch (n) {
		READ(0, "tpidr_el0")
		READ(1, "tpidrro_el0")
		READ(2, "nzcv")
		READ(3, "dczid_el0")
		READ(4, "ctr_el0")
		READ(5, "daif")
		READ(6, "cntvct_el0")
		READ(7, "cntpct_el0")
		READ(8, "cntfrq_el0")
		READ(9, "pmccntr_el0")
		READ(10, "fpcr")
		READ(11, "S3_3_C13_C0_5") /* TPIDR2_EL0 */
		READ(12, "S3_3_C13_C0_7") /* SCXTNUM_EL0 */
		READ(13, "S3_3_C4_C2_2")  /* SVCR */
		READ(14, "S3_3_C13_C2_2") /* AMCGCR_EL0 */
		READ(15, "sp_el0")
	}
	return v;
}

/* Number of clients; the badge of a client's routes is its index. */
#define CLIENTS 4
static struct {
	uint64_t gone, requests;
} clients[CLIENTS];

static void gone(uint64_t header, uint64_t *x)
{
	unsigned badge = BULKHEAD_REQUEST_BADGE(header) % CLIENTS;

	x[0] = clients[badge].gone;
	x[1] = ++clients[badge].requests;
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	unsigned badge = BULKHEAD_REQUEST_BADGE(header) % CLIENTS;

	clients[badge].gone++;
	clients[badge].requests = 0;
	return BULKHEAD_RESUME;
}

static enum bulkhead_action act(struct extension_call *call)
{
	static uint64_t times;

	if (++times < FAULT_TEST_TRIES)
		return (enum bulkhead_action)call->x[1];
	call->x[0] = 0;
	call->x[2] = times;
	times = 0;
	return BULKHEAD_RESUME;
}

static uint64_t unhandled[3];

struct extension_reply extension_on_unhandled(uint64_t header, uint64_t esr, uint64_t far,
					      uint64_t ipa)
{
	(void)header;
	unhandled[0] = esr;
	unhandled[1] = far;
	unhandled[2] = ipa;
	switch (far & 0xff0) {
	case FAULT_TEST_HERE_UNDEFINED:
		return extension_undefined();
	case FAULT_TEST_HERE_ABORT:
		return extension_abort();
	case FAULT_TEST_HERE_FAULT:
		wild_read();
	}
	return extension_resume(0);
}

/* As the callee of another extension: the same faults, or the results x0 + 1 and x1 + 1. */
enum bulkhead_action extension_on_call(uint64_t header, struct extension_call *call)
{
	uint32_t number = (uint32_t)call->x[0] - FAULT_TEST(0);

	if (number > 0 && number < FAULT_TEST_COUNT)
		faults[number]();
	if ((uint32_t)call->x[0] == FAULT_TEST_GONE) {
		gone(header, call->x);
		return BULKHEAD_RESUME;
	}
	call->x[0]++;
	call->x[1]++;
	return BULKHEAD_RESUME;
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	uint32_t number = (uint32_t)call->x[0] - FAULT_TEST(0);

	if (number > 0 && number < FAULT_TEST_COUNT)
		faults[number]();
	served++;
	switch ((uint32_t)call->x[0]) {
	case FAULT_TEST_GENERATION:
		call->x[1] = served;
		break;
	case FAULT_TEST_SPIN:
		spin(call);
		break;
	case FAULT_TEST_SECTION_HOLD:
		hold(call);
		break;
	case FAULT_TEST_SECTION_ADD:
		add(call);
		break;
	case FAULT_TEST_FORWARD:
		forward(call);
		return BULKHEAD_RESUME;
	case FAULT_TEST_SLOW:
		slow(call);
		break;
	case FAULT_TEST_REFUSED:
		call->x[1] = refused();
		break;
	case FAULT_TEST_GONE:
		gone(header, &call->x[1]);
		break;
	case FAULT_TEST_ACT:
		return act(call);
	case FAULT_TEST_UNHANDLED:
		for (unsigned i = 0; i < 3; i++)
			call->x[1 + i] = unhandled[i];
		break;
	case FAULT_TEST_REGISTER:
		call->x[1] = read_register(call->x[1]);
		break;
	}
	call->x[0] = 0;
	return BULKHEAD_RESUME;
}

enum bulkhead_action extension_on_hvc(uint64_t header, struct extension_call *call)
{
	return extension_on_smc(header, call);
}

/* A device for tests of accesses and for measurements. See fault_test.h. */
struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	static uint64_t written, size;

	(void)header;
	if (access & BULKHEAD_MMIO_WRITE) {
		written = value;
		size = BULKHEAD_MMIO_SIZE(access);
	}
	switch (ipa & 0xff8) {
	case FAULT_TEST_MMIO_PATTERN:
		return extension_resume(FAULT_TEST_PATTERN);
	case FAULT_TEST_MMIO_WRITTEN:
		return extension_resume(written);
	case FAULT_TEST_MMIO_SIZE:
		return extension_resume(size);
	case FAULT_TEST_MMIO_ABORT:
		return extension_abort();
	default:
		return extension_resume(0x6d6d6f62);
	}
}
