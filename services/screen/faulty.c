/* SPDX-License-Identifier: BSD-3-Clause */
#include "faulty.h"
#include <string.h>

#define PERIOD 40u /* frames from one fault to the next */
#define SHIFT  3u  /* pixels */

enum fault { FREEZE, SHIFTED, SWAPPED, BLANK, FAULTS };

/* The fault whose turn it is; FAULTS: none. */
static enum fault fault_of(uint32_t frame)
{
	return frame % PERIOD == PERIOD - 1 ? (enum fault)(frame / PERIOD % FAULTS) : FAULTS;
}

bool faulty_freezes(uint32_t frame)
{
	return fault_of(frame) == FREEZE;
}

void faulty_spoil(struct screen *screen)
{
	size_t count = (size_t)screen->width * screen->height;

	switch (fault_of(screen->frame)) {
	case SHIFTED:
		memmove(screen->pixels + SHIFT, screen->pixels,
			(count - SHIFT) * DISPLAY_PIXEL_BYTES);
		break;
	case SWAPPED: /* the upper half is the lower one */
		memcpy(screen->pixels, screen->pixels + count / 2, count / 2 * DISPLAY_PIXEL_BYTES);
		break;
	case BLANK:
		memset(screen->pixels, 0, count * DISPLAY_PIXEL_BYTES);
		break;
	default:
		break;
	}
}
