/* SPDX-License-Identifier: BSD-3-Clause */
#include "watch.h"
#include <stdbool.h>
#include "lamps.h"

const char *const watch_names[] = {"good", "frozen", "blank", "wrong"};

static enum watch_result name_fault(const volatile uint32_t *frame,
				    const struct display_place *place, const uint32_t *drawn)
{
	uint32_t row[LAMPS_WIDTH], now, then;
	bool blank = true;

	for (uint32_t x = 0; x < LAMPS_WIDTH; x++) {
		row[x] = frame[(uint64_t)place->rect.y * place->width + place->rect.x + x];
		blank = blank && row[x] == row[0];
	}
	if (blank)
		return WATCH_BLANK;
	if (lamps_counter(row, &then) && lamps_counter(drawn, &now) && then < now)
		return WATCH_FROZEN;
	return WATCH_WRONG;
}

enum watch_result watch_frame(const volatile uint32_t *frame, const struct display_place *place,
			      const uint32_t *drawn)
{
	const struct display_rect *r = &place->rect;

	for (uint32_t y = 0; y < r->height; y++) {
		const volatile uint32_t *row = frame + (uint64_t)(r->y + y) * place->width + r->x;

		for (uint32_t x = 0; x < r->width; x++)
			if (row[x] != drawn[y * r->width + x])
				return name_fault(frame, place, drawn);
	}
	return WATCH_GOOD;
}
