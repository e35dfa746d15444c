/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks that performance monitors count only their own VM, and neither other VMs on its core nor the hypervisor's work for
 * them. */
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define PAUSE_US 500
#define SPIN	 10000 /* turns of two instructions */
#define ROUNDS	 10
#define CYCLES	 (1u << 31) /* PMCNTENSET_EL0: the counter of cycles */
#define ENABLE	 1u
#define RESET	 (3u << 1)
#define LONG	 (1u << 6)
#define MARK	 0x12345

/* QEMU's cycles are nanoseconds, and so are instructions (case.test: icount 0). */
static uint64_t spin(void)
{
	uint64_t n = SPIN, before = read_sysreg(pmccntr_el0);

	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(n) : : "cc");
	return read_sysreg(pmccntr_el0) - before;
}

static void pause(void)
{
	tick_wait(now() + ticks(PAUSE_US));
}

static void counts(void)
{
	uint64_t version = read_sysreg(id_aa64dfr0_el1) >> 8 & 15, before, waited = 0, spun;

	check("announced", version != 0 && version != 15, 1);
	check("nothing is left of another VM",
	      read_sysreg(pmcntenset_el0) | read_sysreg(pmccntr_el0) | read_sysreg(pmevcntr0_el0) |
		  read_sysreg(pmuserenr_el0),
	      0);
	write_sysreg(pmevcntr0_el0, MARK);
	write_sysreg(pmccfiltr_el0, 0);
	write_sysreg(pmcntenset_el0, CYCLES);
	write_sysreg(pmcr_el0, ENABLE | RESET | LONG);
	write_sysreg(pmevcntr0_el0, MARK);
	spun = spin();
	check("it counts what it does", spun >= 2 * SPIN, 1);
	for (unsigned i = 0; i < ROUNDS; i++) {
		before = read_sysreg(pmccntr_el0);
		pause();
		waited += read_sysreg(pmccntr_el0) - before;
	}
	check("not what others do", waited < ROUNDS * PAUSE_US * 1000 / 4, 1);
	check("a counter that stands still", read_sysreg(pmevcntr0_el0), MARK);
	check("still enabled", read_sysreg(pmcntenset_el0), CYCLES);
	check("still counting", spin() >= 2 * SPIN, 1);
}

static void none(void)
{
	check("none is announced", read_sysreg(id_aa64dfr0_el1) >> 8 & 15, 0);
	for (unsigned i = 0; i < ROUNDS; i++) {
		uint64_t end = now() + ticks(PAUSE_US);

		while (now() < end)
			;
		pause();
	}
	check("another VM's counter isn't seen",
	      read_sysreg(pmccntr_el0) | read_sysreg(pmevcntr0_el0), 0);
}

void guest(unsigned cpu)
{
	(void)cpu;
	tick_init();
	if (*tree_bootargs() == 'c')
		counts();
	else
		none();
	summary();
}
