/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest that calls an extension all the time. */
#include "probe.h"

void guest(unsigned cpu)
{
	(void)cpu;
	for (;;)
		smc_short(0xb2000001, 0);
}
