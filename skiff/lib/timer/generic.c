/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual timer of the Arm generic timer (Arm ARM D11.2.4). */
#include <skiff/init.h>
#include <skiff/irq.h>
#include <skiff/plat.h>
#include <skiff/timer.h>

#define CNTV_CTL_ENABLE 1ull

void timer_program(uint64_t deadline)
{
	__asm__ volatile("msr cntv_cval_el0, %0\n\tisb" : : "r"(deadline));
}

static void interrupt(void *argument)
{
	(void)argument;
	timer_expired();
}

static void generic_init(void)
{
	timer_program(UINT64_MAX);
	__asm__ volatile("msr cntv_ctl_el0, %0\n\tisb" : : "r"(CNTV_CTL_ENABLE));
	irq_register(machine.timer_irq, interrupt, NULL, IRQ_SYSTEM);
}
INIT(INIT_SCHED, generic_init);
