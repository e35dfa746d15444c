/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <skiff/bootinfo.h>
#include <skiff/irq.h>
#include "device.h"
#include "line.h"

#define SPURIOUS_MAX 16u  /* interrupts in a row that find no completed request */
#define LINE_US	     100u /* interval of polling the device afterwards */
#define TIMER_ENABLE 1ull /* CNTV_CTL_EL0.ENABLE, not masked */

static unsigned int number;   /* INTID */
static unsigned int spurious; /* at SPURIOUS_MAX, the line is disabled */

static void on_device(void *argument)
{
	(void)argument;
	device_interrupt();
	if (++spurious == SPURIOUS_MAX)
		irq_unregister(number);
}

/* The timer only wakes this VM. */
static void on_timer(void *argument)
{
	(void)argument;
	__asm__ volatile("msr cntv_ctl_el0, xzr\n\tisb" ::: "memory");
}

void line_begin(unsigned int irq)
{
	number = irq;
	irq_register(irq, on_device, NULL, IRQ_DEVICE);
	irq_register(bootinfo()->timer_virq, on_timer, NULL, IRQ_DEVICE);
}

void line_trust(void)
{
	if (spurious < SPURIOUS_MAX)
		spurious = 0;
}

void line_wait(bool busy)
{
	uint64_t hz, us = spurious < SPURIOUS_MAX ? DEVICE_LIMIT_US : LINE_US;

	if (us == 0 || !busy)
		return;
	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	__asm__ volatile(
	    "msr cntv_tval_el0, %0\n\tmsr cntv_ctl_el0, %1\n\tisb" ::"r"(hz * us / 1000000),
	    "r"(TIMER_ENABLE)
	    : "memory");
}
