/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest in an endless loop. */
#include "probe.h"

void guest(unsigned cpu)
{
	(void)cpu;
	for (;;)
		;
}
