/* SPDX-License-Identifier: BSD-3-Clause */
/* What the vehicle does: a drive that is computed from the time, instead of one that is measured. */
#pragma once
#include <stdint.h>

/** The vehicle at one time. */
struct drive {
	uint32_t speed;	  /* mm/s */
	int32_t engine;	  /* temperature, 1/1000 degree Celsius */
	uint32_t battery; /* mV */
	uint64_t way;	  /* mm */
};

/** The vehicle `ms` milliseconds after its start. */
struct drive drive_at(uint64_t ms);
