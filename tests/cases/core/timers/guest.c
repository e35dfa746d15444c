/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tests both timers of EL1, while a neighbour on the same core uses its own: each interrupt must come at its deadline and not
 * before, and the other timer's registers must not change.
 */
#include <kit/guest.h>
#include <kit/gic.h>
#include <kit/tree.h>

#define ROUNDS	100
#define STEP_US 300
#define LATE_US 5000 /* a neighbour may run first */
#define FAR	(1ull << 60)

static unsigned physical, virtual, early, late, strange;

static void wait_for(uint32_t intid, uint64_t deadline)
{
	uint32_t got = GIC_NONE;
	uint64_t at;

	while (got == GIC_NONE) {
		__asm__ volatile("wfi" ::: "memory");
		/* The timer is turned off before its interrupt is ended, or its level would raise the interrupt again. */
		if (intid == GIC_PTIMER && (read_sysreg(cntp_ctl_el0) & 4))
			write_sysreg(cntp_ctl_el0, 3);
		if (intid == GIC_VTIMER && (read_sysreg(cntv_ctl_el0) & 4))
			write_sysreg(cntv_ctl_el0, 3);
		got = gic_take();
	}
	at = now();
	early += at < deadline;
	late += at > deadline + ticks(LATE_US);
	strange += got != intid;
}

void guest(unsigned cpu)
{
	uint64_t deadline = now();

	(void)cpu;
	gic_init();
	gic_enable(GIC_VTIMER);
	gic_enable(GIC_PTIMER);
	for (int i = 0; i < ROUNDS; i++) {
		deadline = now() + ticks(STEP_US);
		write_sysreg(cntv_ctl_el0, 0);
		write_sysreg(cntv_cval_el0, FAR + (uint64_t)i);
		write_sysreg(cntv_ctl_el0, 1);
		write_sysreg(cntp_cval_el0, deadline);
		write_sysreg(cntp_ctl_el0, 1);
		wait_for(GIC_PTIMER, deadline);
		physical += read_sysreg(cntv_cval_el0) == FAR + (uint64_t)i &&
			    read_sysreg(cntp_cval_el0) == deadline;
		deadline = now() + ticks(STEP_US);
		write_sysreg(cntp_cval_el0, FAR - (uint64_t)i);
		write_sysreg(cntp_ctl_el0, 1);
		write_sysreg(cntv_cval_el0, deadline);
		write_sysreg(cntv_ctl_el0, 1);
		wait_for(GIC_VTIMER, deadline);
		virtual += read_sysreg(cntp_cval_el0) == FAR - (uint64_t)i &&
			   read_sysreg(cntv_cval_el0) == deadline;
	}
	check("the physical timer comes, the virtual one keeps what it has", physical, ROUNDS);
	check("the virtual timer comes, the physical one keeps what it has", virtual, ROUNDS);
	check("none comes before its deadline", early, 0);
	check("nor long behind it", late, 0);
	check("nor another interrupt", strange, 0);
	summary();
}
