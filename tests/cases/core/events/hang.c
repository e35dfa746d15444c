/* SPDX-License-Identifier: BSD-3-Clause */
/* Never kicks its watchdog. */
#include <kit/guest.h>

void guest(unsigned cpu)
{
	(void)cpu;
	for (;;)
		__asm__ volatile("wfi");
}
