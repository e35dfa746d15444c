/* SPDX-License-Identifier: BSD-3-Clause */
/* What the chime sounds like. */
#pragma once
#include <stdint.h>

#define TONE_FRAMES 9600u /* of a chime: 200 ms */

/** Sample `n` of the stream, on both sides: a square wave of 1 kHz. */
static inline int16_t tone(uint32_t n)
{
	return n % 48 < 24 ? 24000 : -24000;
}
