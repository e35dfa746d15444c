/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest with a budget and a higher priority that makes the core work for it, instead of using the budget itself. The letter
 * in its bootargs says how.
 */
#include <kit/gic.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define TIMER_ENABLE   1
#define GICD_PENDING   (GICD_BASE + GICD_ISPENDR(1))
#define GICD_UNPENDING (GICD_BASE + GICD_ICPENDR(1))
#define SGI	       3
#define PMR	       S3_0_C4_C6_0

static void wait(void)
{
	__asm__ volatile("wfi" ::: "memory");
}

static void set_timer(uint64_t at)
{
	write_sysreg(cntv_cval_el0, at);
	write_sysreg(cntv_ctl_el0, TIMER_ENABLE);
}

/* Only executes WFI. The timer has expired, and its interrupt is off. */
static void expired(void)
{
	set_timer(0);
	for (;;)
		wait();
}

/* Does the same, but the timer expires just after the WFI. */
static void expiring(void)
{
	for (;;) {
		set_timer(now() + 30);
		wait();
	}
}

/* Uses both timers; their interrupts are on, and masked by their priority. */
static void masked(void)
{
	gic_enable(GIC_VTIMER);
	gic_enable(GIC_PTIMER);
	write_named(PMR, 0);
	for (;;) {
		set_timer(now() + 50);
		write_sysreg(cntp_cval_el0, now() + 60);
		write_sysreg(cntp_ctl_el0, TIMER_ENABLE);
		wait();
	}
}

/* Takes its timer's interrupt every 2 us. */
static void ticking(void)
{
	gic_enable(GIC_VTIMER);
	for (;;) {
		set_timer(now() + ticks(2));
		wait();
		gic_take();
	}
}

static void sgis(void)
{
	gic_enable(SGI);
	for (;;) {
		gic_send(0, SGI);
		wait();
		gic_take();
	}
}

static void calls(void)
{
	for (;;) {
		uint64_t x[8] = {BULKHEAD_HVC_NOP};

		hvc(x);
	}
}

static void pending(void)
{
	for (;;) {
		*reg(GICD_PENDING) = ~0u;
		*reg(GICD_UNPENDING) = ~0u;
		*reg(GICD_BASE + GICD_CTLR) = 0;
		*reg(GICD_BASE + GICD_CTLR) = GICD_CTLR_ARE | GICD_CTLR_GROUP1;
	}
}

void guest(unsigned cpu)
{
	(void)cpu;
	gic_init();
	switch (tree_bootargs()[0]) {
	case 'e':
		expired();
		break;
	case 'j':
		expiring();
		break;
	case 'm':
		masked();
		break;
	case 't':
		ticking();
		break;
	case 's':
		sgis();
		break;
	case 'c':
		calls();
		break;
	case 'p':
		pending();
		break;
	default:
		for (;;)
			;
	}
}
