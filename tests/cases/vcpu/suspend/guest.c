/* SPDX-License-Identifier: BSD-3-Clause */
/* PSCI SYSTEM_SUSPEND (DEN0022, 5.20): the last vCPU that is on goes to sleep, and an interrupt starts it at its entry. */
#include <kit/gic.h>
#include <kit/guest.h>

#define OTHER	   1
#define CONTEXT	   0xc0ffee0012345678ull
#define SUSPEND_US 300

enum part { FIRST, ASLEEP, PENDING, OTHER_SLEEPS };
static volatile uint64_t part, deadline, other_done;

static void set_timer(uint64_t us)
{
	deadline = now() + ticks(us);
	write_sysreg(cntv_cval_el0, deadline);
	write_sysreg(cntv_ctl_el0, 1);
}

static void suspend(void)
{
	write_sysreg(tpidr_el1, ~0ull);
	write_sysreg(mdscr_el1, 1u << 13);
	check("it doesn't return",
	      psci(PSCI_SYSTEM_SUSPEND64, (uint64_t)secondary, CONTEXT + part, 0), ~0ull);
}

static void awake(void)
{
	check("its context argument", secondary_context, CONTEXT + part);
	check("not before the interrupt", now() >= deadline, 1);
	check("nothing of its registers is left",
	      read_sysreg(tpidr_el1) | read_sysreg(mdscr_el1) | (read_sysreg(sctlr_el1) & 1), 0);
	check("its timer is", read_sysreg(cntv_cval_el0), deadline);
	write_sysreg(cntv_ctl_el0, 0);
	while (gic_take() != GIC_NONE)
		;
}

static void features(void)
{
	check("PSCI_FEATURES of it", psci(PSCI_FEATURES, PSCI_SYSTEM_SUSPEND64, 0, 0), 0);
	check("and of its other form", psci(PSCI_FEATURES, PSCI_SYSTEM_SUSPEND32, 0, 0), 0);
	check("not of SET_SUSPEND_MODE", psci(PSCI_FEATURES, PSCI_SET_SUSPEND_MODE, 0, 0),
	      (uint64_t)PSCI_NOT_SUPPORTED);
}

static void wait_off(uint64_t vcpu)
{
	while (psci(PSCI_AFFINITY_INFO64, vcpu, 0, 0) != PSCI_AFFINITY_OFF)
		;
}

/* The second vCPU is on until it is told to turn itself off. */
static void other_vcpu(void)
{
	if (part == FIRST) {
		while (!other_done)
			;
		cpu_off();
	}
	if (secondary_context == CONTEXT + OTHER_SLEEPS) {
		awake();
		summary();
		psci(PSCI_SYSTEM_OFF, 0, 0, 0);
	}
	gic_init();
	gic_enable(GIC_VTIMER);
	wait_off(0);
	set_timer(SUSPEND_US);
	suspend();
}

void guest(unsigned cpu)
{
	if (cpu == OTHER)
		other_vcpu();
	switch (part) {
	case FIRST:
		features();
		gic_init();
		gic_enable(GIC_VTIMER);
		cpu_on(OTHER, _start, 0);
		check("refused while another is on",
		      psci(PSCI_SYSTEM_SUSPEND64, (uint64_t)secondary, 0, 0),
		      (uint64_t)PSCI_DENIED);
		other_done = 1;
		wait_off(OTHER);
		part = ASLEEP;
		set_timer(SUSPEND_US);
		suspend();
		return;
	case ASLEEP:
		awake();
		part = PENDING;
		set_timer(0);
		suspend();
		return;
	case PENDING: /* nothing to wait for */
		awake();
		check("at once", now() < deadline + ticks(SUSPEND_US), 1);
		part = OTHER_SLEEPS;
		cpu_on(OTHER, _start, 0);
		cpu_off();
	default:
		put("TEST the first vCPU runs again FAIL\n");
	}
}
