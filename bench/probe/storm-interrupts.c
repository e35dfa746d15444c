/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that has interrupts all the time: from its RTC, whose alarm is always due, from its timer, whose deadline has always
 * passed, and SGIs to itself.
 */
#include "probe.h"

#define RTC	      0x09010000 /* PL031 */
#define RTC_DR	      0x00
#define RTC_MR	      0x04
#define RTC_IMSC      0x10
#define RTC_INTID     34
#define SGI_1_TO_SELF (1ul << ICC_SGIR_INTID_SHIFT | 1)

static void rtc_quiet(void)
{
	*reg(RTC + RTC_IMSC) = 0;
}

void guest(unsigned cpu)
{
	(void)cpu;
	on_spi = rtc_quiet;
	interrupts_init();
	interrupts_marked();
	*reg(RTC + RTC_MR) = *reg(RTC + RTC_DR);
	gic_enable(RTC_INTID);
	unmask();
	for (;;) {
		*reg(RTC + RTC_IMSC) = 1;
		timer_at(0);
		sgi_send(SGI_1_TO_SELF);
	}
}
