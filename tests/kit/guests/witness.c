/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that doesn't use the extensions of VM 0 and must not notice them. Until VM 0 is off, its own timer ticks every
 * PERIOD_US, never late by more than LATE_US, and its registers and memory must not change. Since it has the higher priority,
 * it also preempts requests.
 */
#include <kit/gic.h>
#include <kit/guest.h>

#define PERIOD_US 211
/*
 * The core's longest path takes 4,000 instructions (TIMING_MASKED_INSTRUCTIONS): 16 us at four nanoseconds each (icount 2). The
 * switches before and after it are added, and the same for another witness.
 */
#define LATE_US 40
#define LAST_US 20000
#define WORDS	128
#define CLIENT	0

#define TPIDR2_EL0 S3_3_C13_C0_5 /* where SME is, hidden or not */

static uint64_t memory[WORDS];
static int tpidr2_there;

static uint64_t pattern(uint64_t tick, unsigned i)
{
	return (tick << 32 | i) * 0x9e3779b97f4a7c15ull;
}

static void set_registers(uint64_t tick)
{
	write_sysreg(tpidr_el0, pattern(tick, 1));
	write_sysreg(tpidrro_el0, pattern(tick, 2));
	write_sysreg(tpidr_el1, pattern(tick, 3));
	write_sysreg(far_el1, pattern(tick, 4));
	write_sysreg(mair_el1, pattern(tick, 5));
	write_sysreg(contextidr_el1, (uint32_t)pattern(tick, 6));
	write_sysreg(sp_el0, pattern(tick, 7));
	write_sysreg(mdscr_el1, 0);
	if (tpidr2_there)
		write_named(TPIDR2_EL0, pattern(tick, 9));
	__asm__ volatile(".arch_extension fp\n fmov d0, %0\n fmov d31, %0" ::"r"(pattern(tick, 8)));
}

static int registers_kept(uint64_t tick)
{
	uint64_t first, last;

	__asm__ volatile(".arch_extension fp\n fmov %0, d0\n fmov %1, d31"
			 : "=r"(first), "=r"(last));
	return (!tpidr2_there || read_named(TPIDR2_EL0) == pattern(tick, 9)) &&
	       read_sysreg(tpidr_el0) == pattern(tick, 1) &&
	       read_sysreg(tpidrro_el0) == pattern(tick, 2) &&
	       read_sysreg(tpidr_el1) == pattern(tick, 3) &&
	       read_sysreg(far_el1) == pattern(tick, 4) &&
	       read_sysreg(mair_el1) == pattern(tick, 5) &&
	       read_sysreg(contextidr_el1) == (uint32_t)pattern(tick, 6) &&
	       read_sysreg(sp_el0) == pattern(tick, 7) && first == pattern(tick, 8) &&
	       last == first;
}

void guest(unsigned cpu)
{
	uint64_t start, deadline, tick = 0, late = 0, worst = 0, lost = 0, corrupt = 0;

	(void)cpu;
	tick_init();
	exception_expect();
	(void)read_named(TPIDR2_EL0);
	tpidr2_there = !exception_taken();
	start = deadline = now();
	for (; vm_runs(CLIENT); tick++) {
		uint64_t at;

		for (unsigned i = 0; i < WORDS; i++)
			memory[i] = pattern(tick, i);
		set_registers(tick);
		deadline += ticks(PERIOD_US);
		tick_wait(deadline);
		at = now() - deadline;
		worst = at > worst ? at : worst;
		late += at > ticks(LATE_US);
		lost += !registers_kept(tick);
		for (unsigned i = 0; i < WORDS; i++)
			corrupt += memory[i] != pattern(tick, i);
	}
	/* Another witness may be handling its last tick, and a VM that prints also writes out the log, in its own time. */
	tick_wait(now() + ticks(LAST_US));
	put("witness: ");
	put_number(tick);
	put(" ticks in ");
	put_number((now() - start) * 1000 / ticks(1000));
	put(" us, latest by ");
	put_number(worst * 1000 / ticks(1000));
	put(" us\n");
	check("ran for long enough to see something", tick > 100, 1);
	check("no tick was late", late, 0);
	check("no register changed", lost, 0);
	check("no memory changed", corrupt, 0);
	summary();
}
