/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest that calls an extension all the time. */
#include "guest.h"

void guest(unsigned cpu)
{
	(void)cpu;
	for (;;)
		smc(0xb2000001, 0);
}
