/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks what the mixer plays: is the chime in it, as it must be? */
#pragma once
#include <stdint.h>
#include <bulkhead/sound.h>

/** What is wrong with periods. */
struct watch_counts {
	uint32_t good;	 /* periods with a part of the chime, all samples of which are there */
	uint32_t wrong;	 /* … with a sample that isn't */
	uint32_t silent; /* periods without a part of the chime */
	uint32_t missed; /* periods that were over before they were looked at */
};

/** Check all new periods.
 *
 * A sample of the chime is there if the output differs from it by no more than what the others may contribute.
 *
 * @param mix    what the mixer shows; it may write to it at any time
 * @param place  the configuration of the stream
 * @param next   number of the period to look at next
 * @return number of the period to look at next */
uint32_t watch_periods(const volatile struct sound_mix *mix, const struct sound_place *place,
		       uint32_t next, struct watch_counts *counts);
