/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PSCI of a guest with two vCPUs, and the ways in which the guest can restart. Each life must begin as the first did, whichever
 * vCPU ended the last one, and whatever the other was doing. Its neighbours (witness.c) must not notice.
 */
#include <kit/guest.h>
#include <kit/gic.h>

#define CONTEXT	   0xc0ffee0012345678ull
#define OTHER	   1 /* affinity of the second vCPU */
#define DOORBELL   3 /* SGI between the two vCPUs */
#define PENDING_US 100
#define WAIT_US	   1000000

/* What the second vCPU does, besides reporting that it runs. */
enum job { JOB_OFF, JOB_RESET, JOB_SPIN, JOB_WAIT, JOB_SYSTEM_OFF };

static volatile uint64_t job, arrived;

static _Noreturn void wait_forever(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

static void other_vcpu(void)
{
	uint64_t what = job;

	arrived++;
	if (what == JOB_OFF)
		cpu_off();
	gic_init();
	if (what == JOB_RESET)
		psci(PSCI_SYSTEM_RESET, 0, 0, 0);
	if (what == JOB_SYSTEM_OFF)
		psci(PSCI_SYSTEM_OFF, 0, 0, 0);
	if (what == JOB_WAIT)
		wait_forever();
	for (;;)
		;
}

/* Waits until the other vCPU's AFFINITY_INFO is as expected, WAIT_US at most. Returns the last value. */
static uint64_t wait_affinity(uint64_t state)
{
	uint64_t end = now() + ticks(WAIT_US), got;

	while ((got = psci(PSCI_AFFINITY_INFO64, OTHER, 0, 0)) != state && now() < end)
		;
	return got;
}

static void start_other(enum job what)
{
	uint64_t before = arrived, end = now() + ticks(WAIT_US), again;

	job = what;
	check("CPU_ON", cpu_on(OTHER, secondary, CONTEXT), 0);
	if (what == JOB_SPIN || what == JOB_WAIT) {
		again = cpu_on(OTHER, secondary, 0);
		check("CPU_ON of one that is on",
		      again == (uint64_t)PSCI_ALREADY_ON || again == (uint64_t)PSCI_ON_PENDING, 1);
	}
	while (arrived == before && now() < end)
		;
	check("the other vCPU runs", arrived, before + 1);
	check("its context argument", secondary_context, CONTEXT);
}

static void reset_state(void)
{
	check("the timer is off", read_sysreg(cntv_ctl_el0), 0);
	check("SCTLR_EL1.M is 0", read_sysreg(sctlr_el1) & 1, 0);
	check("TPIDR_EL1 is 0", read_sysreg(tpidr_el1), 0);
	check("no interrupt is enabled", gic_private_enabled(), 0);
	check("the other vCPU is off", psci(PSCI_AFFINITY_INFO64, OTHER, 0, 0), PSCI_AFFINITY_OFF);
	check("data is as in the image", arrived, 0);
}

/* Arguments that PSCI refuses (DEN0022, 5.1.4 and 5.1.5). */
static void misuse(void)
{
	check("PSCI_VERSION", psci(PSCI_VERSION, 0, 0, 0), PSCI_1_1);
	check("CPU_ON of itself", cpu_on(0, secondary, 0), (uint64_t)PSCI_ALREADY_ON);
	check("CPU_ON of nobody", cpu_on(2, secondary, 0), (uint64_t)PSCI_INVALID_PARAMETERS);
	check("CPU_ON with reserved bits", cpu_on(0x80000001, secondary, 0),
	      (uint64_t)PSCI_INVALID_PARAMETERS);
	check("CPU_ON of the neighbour's number", cpu_on(0x100, secondary, 0),
	      (uint64_t)PSCI_INVALID_PARAMETERS);
	check("AFFINITY_INFO of nobody", psci(PSCI_AFFINITY_INFO64, 7, 0, 0),
	      (uint64_t)PSCI_INVALID_PARAMETERS);
	check("AFFINITY_INFO of level 1", psci(PSCI_AFFINITY_INFO64, 0, 1, 0),
	      (uint64_t)PSCI_INVALID_PARAMETERS);
	check("SYSTEM_RESET2 of a reserved type", psci(PSCI_SYSTEM_RESET2_64, 1, 0, 0),
	      (uint64_t)PSCI_INVALID_PARAMETERS);
	check("AFFINITY_INFO of itself", psci(PSCI_AFFINITY_INFO64, 0, 0, 0), PSCI_AFFINITY_ON);
}

/* A pending interrupt, an active one and the timer must not reach the next life. */
static void leave_traces(void)
{
	gic_init();
	gic_enable(GIC_VTIMER);
	gic_enable(DOORBELL);
	write_sysreg(tpidr_el1, ~0ull);
	write_sysreg(cntv_cval_el0, now() + ticks(PENDING_US));
	write_sysreg(cntv_ctl_el0, 1);
	gic_send(0, DOORBELL);
}

static void suspend(void)
{
	uint64_t deadline = now() + ticks(PENDING_US);

	gic_init();
	gic_enable(GIC_VTIMER);
	write_sysreg(cntv_cval_el0, deadline);
	write_sysreg(cntv_ctl_el0, 1);
	check("CPU_SUSPEND", psci(PSCI_CPU_SUSPEND64, 0, 0, 0), 0);
	check("until the timer", now() >= deadline, 1);
	write_sysreg(cntv_ctl_el0, 0);
	while (gic_take() != GIC_NONE)
		;
}

void guest(unsigned cpu)
{
	uint64_t now_life;

	if (cpu == OTHER)
		other_vcpu();
	vm_state(0, &now_life);
	reset_state();
	misuse();
	for (int i = 0; i < 3; i++) {
		start_other(JOB_OFF);
		check("CPU_OFF", wait_affinity(PSCI_AFFINITY_OFF), PSCI_AFFINITY_OFF);
	}
	suspend();
	leave_traces();
	put("life ");
	put_number(now_life);
	put("\n");
	summary();
	switch (now_life) {
	case 0: /* the other is off */
	case 1:
		psci(PSCI_SYSTEM_RESET, 0, 0, 0);
		break;
	case 2:
		start_other(JOB_SPIN);
		psci(PSCI_SYSTEM_RESET, 0, 0, 0);
		break;
	case 3:
		start_other(JOB_WAIT);
		psci(PSCI_SYSTEM_RESET2_64, 0, 0, 0);
		break;
	case 4: /* by the other, while this one spins */
		start_other(JOB_RESET);
		for (;;)
			;
	case 5: /* or waits */
		start_other(JOB_RESET);
		gic_init();
		wait_forever();
	case 6: /* by a fault: a jump to an address without memory, and no vectors */
		write_sysreg(vbar_el1, 0x70000000);
		((void (*)(void))0x70000000)();
		break;
	case 7: /* as a VM that may control all VMs does */
		hvc((uint64_t[8]){BULKHEAD_HVC_VM_CONTROL, 0, BULKHEAD_VM_RESTART});
		break;
	default:
		start_other(JOB_SYSTEM_OFF);
		for (;;)
			;
	}
	put("TEST still here FAIL\n");
}
