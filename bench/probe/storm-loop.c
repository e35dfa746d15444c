/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest in an endless loop. */
#include "guest.h"

void guest(unsigned cpu)
{
	(void)cpu;
	for (;;)
		;
}
