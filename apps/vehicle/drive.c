/* SPDX-License-Identifier: BSD-3-Clause */
#include "drive.h"

#define SPEED_MAX 13890u /* 50 km/h, after 5 s */
#define GAIN	  2778u	 /* mm/s^2 */
#define FAST_MS	  5000u
#define COLD	  (-10000)
#define WARM	  90000 /* after 20 s */
#define WARMING	  5000	/* 1/1000 degree a second */

struct drive drive_at(uint64_t ms)
{
	uint64_t fast = ms < FAST_MS ? ms : FAST_MS;
	uint64_t speed = ms * GAIN / 1000, heat = ms * WARMING / 1000;

	return (struct drive){
	    .speed = (uint32_t)(speed < SPEED_MAX ? speed : SPEED_MAX),
	    .engine = heat < WARM - COLD ? COLD + (int32_t)heat : WARM,
	    .battery = 12600 + (uint32_t)(ms / 100 % 100),
	    .way = GAIN * fast * fast / 2000000 + SPEED_MAX * (ms - fast) / 1000,
	};
}
