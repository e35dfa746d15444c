/* SPDX-License-Identifier: BSD-3-Clause */
#include "lamps.h"

#define GROUND	   0x00101018u
#define RED	   0x00ff2010u
#define AMBER	   0x00ffb000u
#define DARK	   0x00302020u
#define BIT_ON	   0x00ffffffu
#define BIT_OFF	   0x00000040u
#define BIT_PIXELS (LAMPS_WIDTH / 32)
#define COUNTER	   4u /* rows of pixels that the counter takes */
#define ICON	   16u
#define SCALE	   2u /* width and height of an icon, in pixels */

/* A circle with an exclamation mark; a person with a belt. The highest bit is on the left. */
static const uint16_t brake[ICON] = {
    0x07e0, 0x1818, 0x2184, 0x2184, 0x4182, 0x8181, 0x8181, 0x8181,
    0x8181, 0x8181, 0x8001, 0x4182, 0x2184, 0x2004, 0x1818, 0x07e0,
};
static const uint16_t belt[ICON] = {
    0x03c0, 0x07e0, 0x07e0, 0x03c0, 0x0000, 0x0ff8, 0x1ffc, 0x3bfe,
    0x77fe, 0x6efe, 0x6dfe, 0x6bfe, 0x67fe, 0x2ffc, 0x0ff8, 0x0ff8,
};

static void draw_icon(uint32_t *pixels, const uint16_t icon[ICON], uint32_t left, uint32_t colour)
{
	for (uint32_t y = 0; y < ICON * SCALE; y++)
		for (uint32_t x = 0; x < ICON * SCALE; x++)
			if (icon[y / SCALE] >> (ICON - 1 - x / SCALE) & 1)
				pixels[(y + 10) * LAMPS_WIDTH + left + x] = colour;
}

void lamps_draw(uint32_t *pixels, unsigned int lamps, uint32_t counter)
{
	for (uint32_t i = 0; i < LAMPS_WIDTH * LAMPS_HEIGHT; i++)
		pixels[i] = GROUND;
	for (uint32_t y = 0; y < COUNTER; y++)
		for (uint32_t x = 0; x < LAMPS_WIDTH; x++)
			pixels[y * LAMPS_WIDTH + x] =
			    counter >> (31 - x / BIT_PIXELS) & 1 ? BIT_ON : BIT_OFF;
	draw_icon(pixels, brake, 8, lamps & LAMP_BRAKE ? RED : DARK);
	draw_icon(pixels, belt, 56, lamps & LAMP_BELT ? AMBER : DARK);
}

bool lamps_counter(const uint32_t *row, uint32_t *counter)
{
	*counter = 0;
	for (uint32_t x = 0; x < LAMPS_WIDTH; x++) {
		if (row[x] != BIT_ON && row[x] != BIT_OFF)
			return false;
		if (x % BIT_PIXELS == 0)
			*counter = *counter << 1 | (row[x] == BIT_ON);
	}
	return true;
}
