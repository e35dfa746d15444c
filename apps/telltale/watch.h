/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks the frame that is scanned out: are the lamps in it as they were drawn? */
#pragma once
#include <stdint.h>
#include <bulkhead/display.h>

/** What is wrong with a frame. */
enum watch_result {
	WATCH_GOOD,
	WATCH_FROZEN, /* an earlier frame of the lamps is there */
	WATCH_BLANK,  /* one colour is there */
	WATCH_WRONG,  /* something else is there */
};

/** The names of the results. */
extern const char *const watch_names[];

/** Compare a part of the frame with what was drawn.
 *
 * @param frame  the screen's frame, [place->height][place->width]; the screen's VM may write to it at any time
 * @param drawn  [place->rect.height][place->rect.width] */
enum watch_result watch_frame(const volatile uint32_t *frame, const struct display_place *place,
			      const uint32_t *drawn);
