/* SPDX-License-Identifier: BSD-3-Clause */
/* Crashes its extension; after three times it resets itself, with which its count begins anew. */
#include <kit/guest.h>

#define CRASHES 3

void guest(unsigned cpu)
{
	(void)cpu;
	for (int i = 0; i < CRASHES; i++)
		smc(0xc3000000, 0, 0);
	psci(PSCI_SYSTEM_RESET, 0, 0, 0);
}
