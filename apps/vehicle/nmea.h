/* SPDX-License-Identifier: BSD-3-Clause */
/* Sentences of a GNSS receiver (NMEA 0183). */
#pragma once
#include <stdint.h>

#define NMEA_LINE 84u /* bytes of a sentence, at most 82, and a 0 */

/** A fix. */
struct nmea_fix {
	uint32_t ms;   /* since midnight, UTC */
	uint32_t date; /* day, month and year of the century as ddmmyy */
	uint32_t latitude,
	    longitude;	   /* north and east, in 1/10000 minute, at most 90 and 180 degrees */
	uint32_t speed;	   /* mm/s, below 10^7 */
	uint32_t course;   /* degrees from north, below 360 */
	uint32_t altitude; /* dm, below 10^5 */
};

/** Write the sentence RMC, or GGA, with its checksum and its end of line. @return its length */
uint32_t nmea_rmc(char line[NMEA_LINE], const struct nmea_fix *fix);
uint32_t nmea_gga(char line[NMEA_LINE], const struct nmea_fix *fix);
