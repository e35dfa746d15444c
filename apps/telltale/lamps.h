/* SPDX-License-Identifier: BSD-3-Clause */
/* What the safety layer shows: lamps, and a frame counter in pixels that a program can read back. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define LAMPS_WIDTH  96u /* pixels */
#define LAMPS_HEIGHT 48u

/* Which lamps are on. */
#define LAMP_BRAKE 1u
#define LAMP_BELT  2u

/** Draw lamps and counter.
 *
 * @param pixels  [LAMPS_HEIGHT][LAMPS_WIDTH] */
void lamps_draw(uint32_t *pixels, unsigned int lamps, uint32_t counter);

/** Read the counter back.
 *
 * @param row  the first row of the pixels that were drawn
 * @return false: there is none */
bool lamps_counter(const uint32_t *row, uint32_t *counter);
