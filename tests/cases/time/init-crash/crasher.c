/* SPDX-License-Identifier: BSD-3-Clause */
/* Crashes its extension. After three crashes it resets itself, so that the extension's count of restarts begins anew. */
#include <kit/guest.h>

#define CRASHES 3

void guest(unsigned cpu)
{
	(void)cpu;
	for (int i = 0; i < CRASHES; i++)
		smc(0xc3000000, 0, 0);
	psci(PSCI_SYSTEM_RESET, 0, 0, 0);
}
