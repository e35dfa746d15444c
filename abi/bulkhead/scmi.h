/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of the platform that a VM controls by SCMI. The extension `scmi` finds them in its boot information (bootinfo.h,
 * `configuration`): the header, then the names of the power domains, the clocks, the names of the resets, and the rates in Hz.
 */
#pragma once
#include <stdint.h>

#define SCMI_NAME   16u /* bytes, a 0 included */
#define SCMI_THINGS 16u /* of a kind, at most */
#define SCMI_RATES  64u /* of all clocks, at most */

struct scmi_name {
	char text[SCMI_NAME];
};
/* The rates first … first + count - 1, ascending. */
struct scmi_clock {
	struct scmi_name name;
	uint32_t first, count;
};
struct scmi_platform {
	uint32_t domains, clocks, resets, rates; /* number of each */
};
_Static_assert(sizeof(struct scmi_clock) == 24 && sizeof(struct scmi_platform) == 16, "no holes");
