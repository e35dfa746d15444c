/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A guest that has interrupts all the time: of its device, an RTC whose alarm is always due, of its timer, whose deadline
 * is always over, and SGIs to itself.
 */
#include "guest.h"

#define RTC	      0x09010000 /* PL031 */
#define RTC_DR	      0x00
#define RTC_MR	      0x04
#define RTC_IMSC      0x10
#define RTC_INTID     34
#define SGI_1_TO_SELF (1ul << 24 | 1)

static void rtc_quiet(void)
{
	*at(RTC + RTC_IMSC) = 0;
}

void guest(unsigned cpu)
{
	(void)cpu;
	on_spi = rtc_quiet;
	gic_init();
	interrupts_marked();
	*at(RTC + RTC_MR) = *at(RTC + RTC_DR);
	gic_enable_spi(RTC_INTID);
	unmask();
	for (;;) {
		*at(RTC + RTC_IMSC) = 1;
		timer_at(0);
		write_sysreg(S3_0_C12_C11_5, SGI_1_TO_SELF);
	}
}
