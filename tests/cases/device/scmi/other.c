/* SPDX-License-Identifier: BSD-3-Clause */
#include "scmi.h"

void guest(unsigned cpu)
{
	(void)cpu;
	scmi_open("scmi-other");
	SCMI(SCMI_BASE, SCMI_BASE_PROTOCOLS, 0);
	check("it has power domains only", (uint64_t)shared->payload[1] << 32 | shared->payload[2],
	      1ull << 32 | SCMI_POWER);
	check("no clock of the other", SCMI(SCMI_CLOCK, SCMI_CLOCK_CONFIG, 0, 1),
	      (uint32_t)SCMI_NOT_FOUND);
	summary();
}
