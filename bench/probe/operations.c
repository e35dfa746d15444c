/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Executes single operations between marks (marks.h), which bench/plugin measures, REPEAT times each. Between the marks there
 * is only the operation's one instruction. An operation that ends in an interrupt ends at the first instruction of the
 * interrupt's vector.
 */
#include "probe.h"

#define REPEAT		 256
#define RESTARTS	 16
#define FORWARDED_CALL	 0xb2000001u /* bench/operations.dts */
#define FORWARDED_DEVICE 0x0a000000
#define FAULT_TEST_ECHO	 0xc3000000u /* services/fault-test/fault_test.h */
#define FAULT_TEST_READ	 0xc3000001u
#define RTC		 0x09010000 /* PL031 */
#define RTC_DR		 0x00
#define RTC_MR		 0x04
#define RTC_IMSC	 0x10
#define RTC_ICR		 0x1c
#define RTC_INTID	 34
#define SGI_1_TO_SELF	 (1ul << ICC_SGIR_INTID_SHIFT | 1)
#define TIMER_TICKS	 2000

/* A call with arguments in x0 and x1, which may change x0 to x3. */
#define CALLS(count, mark, instruction, fid, argument)                          \
	for (int i_ = 0; i_ < (count); i_++) {                                  \
		register uint64_t x0_ __asm__("x0") = (fid);                    \
		register uint64_t x1_ __asm__("x1") = (argument);               \
		__asm__ volatile(MARK_BEGIN(mark) instruction " #0" MARK_END    \
				 : "+r"(x0_), "+r"(x1_)::"x2", "x3", "memory"); \
	}
#define READS(mark, address)                                               \
	for (int i_ = 0; i_ < REPEAT; i_++) {                              \
		uint32_t v_;                                               \
		__asm__ volatile(MARK_BEGIN(mark) "ldr %w0, [%1]" MARK_END \
				 : "=r"(v_)                                \
				 : "r"((uint64_t)(address))                \
				 : "memory");                              \
	}
#define WRITE(mark, address, value)                                                            \
	__asm__ volatile(MARK_BEGIN(mark) "str %w1, [%0]" MARK_END ::"r"((uint64_t)(address)), \
			 "r"((uint32_t)(value))                                                \
			 : "memory")
#define SYSREG_WRITE(mark, name, value)                                                         \
	__asm__ volatile(MARK_BEGIN(mark) "msr " #name ", %0" MARK_END ::"r"((uint64_t)(value)) \
			 : "memory")

static void registers(void)
{
	uint64_t value;

	READS(MARK_gicd_typer_read, GICD_BASE + GICD_TYPER);
	READS(MARK_gicd_isenabler_read, GICD_BASE + GICD_ISENABLER(1));
	READS(MARK_forward_mmio, FORWARDED_DEVICE);
	for (int i = 0; i < REPEAT; i++) {
		WRITE(MARK_gicd_ipriority_write, GICD_BASE + GICD_IPRIORITYR(8), 0xa0a0a0a0);
		WRITE(MARK_gicr_isenabler_write, GICR_BASE + GICR_ISENABLER0, 0x8000);
		SYSREG_WRITE(MARK_sgi_no_target, icc_sgi1r_el1, 0);
		__asm__ volatile(MARK_BEGIN(MARK_id_register) "mrs %0, id_aa64pfr0_el1" MARK_END
				 : "=r"(value));
	}
}

/* Waits until `count` marked interrupts have been taken. */
static void wait_for(uint64_t count)
{
	while (taken < count)
		;
}

/* The interrupt is taken between the instruction and the mark behind it. Its vector ends the operation, so that mark has none
 * to end. */
static void interrupts_to_self(void)
{
	unmask();
	for (int i = 0; i < REPEAT; i++) {
		uint64_t next = taken + 1;

		SYSREG_WRITE(MARK_sgi_self, icc_sgi1r_el1, SGI_1_TO_SELF);
		wait_for(next);
	}
	mask();
}

static void rtc_quiet(void)
{
	*reg(RTC + RTC_IMSC) = 0;
}

/* The alarm is always due: the interrupt comes as soon as it is unmasked. The guest owns the device. */
static void device(void)
{
	on_spi = rtc_quiet;
	rtc_quiet();
	*reg(RTC + RTC_MR) = *reg(RTC + RTC_DR);
	gic_enable(RTC_INTID);
	unmask();
	for (int i = 0; i < REPEAT; i++) {
		uint64_t next = taken + 1;

		WRITE(MARK_irq_to_guest, RTC + RTC_IMSC, 1);
		wait_for(next);
	}
	mask();
	*reg(RTC + RTC_ICR) = 1;
}

static void timer(void)
{
	unmask();
	for (int i = 0; i < REPEAT; i++) {
		uint64_t next = taken + 1;

		timer_at(now() + TIMER_TICKS);
		__asm__ volatile(MARK_BEGIN(MARK_vtimer)::: "memory");
		wait_for(next);
		timer_at(now() + TIMER_TICKS);
		__asm__ volatile(MARK_BEGIN(MARK_wfi_wake) "wfi" ::: "memory");
		wait_for(next + 1);
	}
	mask();
}

/* Each of these makes the extension read from a wild address. Afterwards the extension must serve again. */
static void restarts(void)
{
	unsigned served = 0;

	served += smc_short(FAULT_TEST_ECHO, 0) == 0;
	for (int i = 0; i < RESTARTS; i++) {
		CALLS(1, MARK_extension_restart, "smc", FAULT_TEST_READ, 0);
		served += smc_short(FAULT_TEST_ECHO, 0) == 0;
	}
	put(served == RESTARTS + 1
		? "operations: the extension served after each restart\n"
		: "operations: FAIL: the extension doesn't serve after a restart\n");
}

void guest(unsigned cpu)
{
	(void)cpu;
	CALLS(REPEAT, MARK_hvc_null, "hvc", PSCI_VERSION, 0);
	CALLS(REPEAT, MARK_smc_null, "smc", PSCI_VERSION, 0);
	smc_short(FORWARDED_CALL, 0); /* the instance begins */
	CALLS(REPEAT, MARK_forward_smc, "smc", FORWARDED_CALL, 0);
	interrupts_init();
	interrupts_marked();
	registers();
	interrupts_to_self();
	device();
	timer();
	restarts();
	put("operations: done\n");
}
