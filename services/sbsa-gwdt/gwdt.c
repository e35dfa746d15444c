/* SPDX-License-Identifier: BSD-3-Clause */
#include "gwdt.h"
#include <arm/sbsa_gwdt.h>

#define REFRESH (GWDT_FRAME_SIZE + GWDT_WRR)

/* Replace `size` bytes of a register, from its byte `at` on. */
static uint64_t merge(uint64_t was, uint32_t at, uint32_t size, uint64_t value)
{
	uint64_t mask = (size == 8 ? ~0ull : 0xffffffffull) << at * 8;

	return (was & ~mask) | (value << at * 8 & mask);
}

void gwdt_write(struct gwdt *w, uint32_t offset, uint32_t size, uint64_t value, uint64_t now)
{
	/* Registers have 32 bits, or 64 bits that may be written as halves. */
	if (size < 4 || offset % size)
		return;
	switch (offset) {
	case GWDT_WCV:
	case GWDT_WCV + 4:
		w->compare = merge(w->compare, offset - GWDT_WCV, size, value);
		return;
	case GWDT_WOR:
	case GWDT_WOR + 4:
		w->offset = merge(w->offset, offset - GWDT_WOR, size, value) & GWDT_WOR_MAX;
		break;
	case GWDT_WCS:
		w->status = value & GWDT_WCS_EN;
		break;
	case REFRESH:
		break;
	default:
		return;
	}
	/* Each of these writes is a refresh, which clears both signals. */
	w->status &= GWDT_WCS_EN;
	w->compare = now + w->offset;
}

uint64_t gwdt_left(const struct gwdt *w, uint64_t now)
{
	uint64_t end;

	if (!(w->status & GWDT_WCS_EN) || w->compare >= GWDT_NEVER)
		return GWDT_NEVER;
	/* Signal 0 calls nobody: signal 1 follows one offset later. */
	end = w->compare + (w->offset & GWDT_WOR_MAX);
	return end > now ? end - now : 0;
}

void gwdt_reset(struct gwdt *w, uint64_t now)
{
	*w = (struct gwdt){.status = gwdt_left(w, now) ? 0 : GWDT_WCS_WS0 | GWDT_WCS_WS1};
}
