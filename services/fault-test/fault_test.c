/* SPDX-License-Identifier: BSD-3-Clause */
/* An extension that misbehaves in every way on demand: for the tests of containment. See
 * fault_test.h. */
#include <stdint.h>
#include <skiff/extension.h>
#include "fault_test.h"

static uint64_t served;
static volatile uint64_t sum;
static uint32_t data_code[] = {0xd65f03c0}; /* ret, in .data */

static __attribute__((noinline)) uint64_t recurse(uint64_t depth)
{
	volatile uint64_t frame[32];

	frame[depth % 32] = depth;
	return depth == UINT64_MAX ? 0 : recurse(depth + 1) + frame[(depth + 1) % 32];
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

static void (*const faults[FAULT_TEST_COUNT])(void) = {
    [1] = wild_read, wild_write, write_text, execute_data, jump,    loop, stack, fp,
    privileged,	     bad_svc,	 bad_reply,  restart,	   section, smc,  wfi,	 tagged,
};

/* Time between two questions for it that only another vCPU can have taken. */
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

static void forward(struct extension_call *call)
{
	uint64_t x[8] = {0, call->x[1], call->x[2]};

	extension_forward(x);
	call->x[1] = x[0];
	call->x[2] = x[1];
	call->x[3] = x[2];
}

/* As the callee: the same faults, or x0 + 1 and x1 + 1. */
enum bulkhead_action extension_on_call(uint64_t header, struct extension_call *call)
{
	uint32_t number = (uint32_t)call->x[0] - FAULT_TEST(0);

	(void)header;
	if (number > 0 && number < FAULT_TEST_COUNT)
		faults[number]();
	call->x[0]++;
	call->x[1]++;
	return BULKHEAD_RESUME;
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	uint32_t number = (uint32_t)call->x[0] - FAULT_TEST(0);

	(void)header;
	if (number > 0 && number < FAULT_TEST_COUNT)
		faults[number]();
	served++;
	if (call->x[0] == FAULT_TEST_GENERATION)
		call->x[1] = served;
	else if (call->x[0] == FAULT_TEST_SPIN)
		spin(call);
	else if (call->x[0] == FAULT_TEST_SECTION_HOLD)
		hold(call);
	else if (call->x[0] == FAULT_TEST_FORWARD)
		forward(call);
	else if (call->x[0] == FAULT_TEST_SECTION_ADD)
		add(call);
	call->x[0] = 0;
	return BULKHEAD_RESUME;
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
