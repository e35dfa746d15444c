/* SPDX-License-Identifier: BSD-3-Clause */
/* Crashes the shared extension, again and again. */
#include <kit/guest.h>

void guest(unsigned cpu)
{
	(void)cpu;
	for (;;)
		smc(0xc3000000, 0, 0);
}
