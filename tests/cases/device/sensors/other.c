/* SPDX-License-Identifier: BSD-3-Clause */
/* Has one sensor, and sees nothing of the other guest's. */
#include "scpi.h"

void guest(unsigned cpu)
{
	uint32_t status;

	(void)cpu;
	scpi_open("sensors-other");
	SCPI(SCPI_SENSOR_CAPABILITIES, 0);
	check("one sensor", scpi_in[2] & 0xffff, 1);
	do {
		status = SCPI(SCPI_SENSOR_VALUE, 0);
	} while (status != SCPI_SUCCESS);
	check("whose value the ECU wrote", (uint64_t)scpi_value(), OTHER);
	check("no sensor of the other", SCPI(SCPI_SENSOR_VALUE, 1), SCPI_ERR_RANGE);
	check("nor its name", SCPI(SCPI_SENSOR_INFO, 2), SCPI_ERR_RANGE);
	summary();
}
