/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest that calls an extension all the time. */
#include <arm/smccc.h>
#include "probe.h"

void guest(unsigned cpu)
{
	(void)cpu;
	for (;;)
		smc_short(SMCCC_FAST32(SMCCC_OWNER_TRUSTED_OS_FIRST, 1), 0);
}
