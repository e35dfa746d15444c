/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sensors that a VM (an ECU) shows to another one. The ECU writes a page, a one-way channel to the extension `scpi`, which answers
 * its client from it. Which sensors there are, the extension finds in its boot information (bootinfo.h, `configuration`).
 */
#pragma once
#include <stdint.h>

#define SENSORS_MAX 16u
#define SENSOR_NAME 20u /* bytes, a 0 included */

struct sensor {
	uint32_t class; /* SCPI_… (arm/scpi.h) */
	char name[SENSOR_NAME];
};
struct sensors {
	uint32_t count;
	uint32_t stale_us; /* a page that is older has no values */
	struct sensor sensor[];
};

/*
 * The page. The writer makes `sequence` odd, writes, and makes it even again, 2 more than before. What a reader saw counts if
 * `sequence` was even, and the same before and afterwards.
 */
struct sensors_page {
	uint32_t sequence;
	uint32_t valid;		    /* bit i: sensor i has a value */
	uint64_t time;		    /* when this was written: the machine's counter */
	int64_t value[SENSORS_MAX]; /* in the unit of the sensor's class */
};
_Static_assert(sizeof(struct sensor) == 24 && sizeof(struct sensors) == 8, "no holes");
_Static_assert(sizeof(struct sensors_page) == 16 + 8 * SENSORS_MAX, "no holes");
