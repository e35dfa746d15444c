/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clocks. Each clock of the VM's own is a gate behind two dividers behind the I/O PLL, which runs at a fixed factor of the
 * board's reference. A clock shared with others is a fixed factor of the reference. Any other number is no clock.
 */
#include "eemi.h"

#define PLL	   0u	/* the I/O PLL's number */
#define REFERENCE  127u /* an external clock, behind all others' numbers */
#define CLOCKS	   128u
#define PLL_FACTOR 45u
#define BUS_FACTOR 3u /* the bus of the low-power domain, about 100 MHz */

enum kind { NONE, OWN, SHARED, ROOT, EXTERNAL };

static enum kind kind_of(const struct eemi *e, uint32_t number)
{
	int i = eemi_find(e->clock, e->count.clocks, number);

	if (i >= 0)
		return e->clock[i] & EEMI_SHARED ? SHARED : OWN;
	return number == PLL ? ROOT : number == REFERENCE ? EXTERNAL : NONE;
}

/* "clk" and the number; the names of the PLL and the reference are the machine's. */
static void name(enum kind kind, uint32_t number, char text[16])
{
	static const char *const names[] = {[NONE] = "",
					    [OWN] = "clk",
					    [SHARED] = "clk",
					    [ROOT] = "iopll",
					    [EXTERNAL] = "pss_ref_clk"};
	uint32_t at = 0;

	for (; names[kind][at]; at++)
		text[at] = names[kind][at];
	if (kind != OWN && kind != SHARED)
		return;
	for (uint32_t unit = 100; unit; unit /= 10)
		if (number >= unit || unit == 1)
			text[at++] = (char)('0' + number / unit % 10);
}

static void topology(enum kind kind, uint32_t from, uint32_t out[EEMI_RESULTS])
{
	if (from)
		return;
	if (kind != OWN) {
		out[1] = EEMI_NODE_FACTOR;
		return;
	}
	out[1] = EEMI_NODE_DIVIDER;
	out[2] = (EEMI_NODE_DIVIDER + 1) | EEMI_NODE_FLAGS(EEMI_SET_RATE_PARENT);
	out[3] = EEMI_NODE_GATE | EEMI_NODE_FLAGS(EEMI_SET_RATE_PARENT);
}

static void parents(enum kind kind, uint32_t from, uint32_t out[EEMI_RESULTS])
{
	out[1] = out[2] = out[3] = EEMI_PARENT_END;
	if (!from)
		out[1] = kind == OWN ? PLL : REFERENCE | EEMI_PARENT_EXTERNAL;
}

bool eemi_query(const struct eemi *e, const uint32_t in[EEMI_ARGUMENTS], uint32_t out[EEMI_RESULTS])
{
	enum kind kind = kind_of(e, in[1]);
	char text[16] = "";

	switch (in[0]) {
	case EEMI_CLOCK_NAME:
		name(kind, in[1], text);
		__builtin_memcpy(out, text, sizeof(text));
		return true;
	case EEMI_NUM_CLOCKS:
		out[1] = CLOCKS;
		return true;
	case EEMI_CLOCK_ATTRIBUTES:
		out[1] = kind == NONE
			     ? 0
			     : EEMI_CLOCK_VALID | (kind == EXTERNAL ? EEMI_CLOCK_EXTERNAL : 0);
		return true;
	case EEMI_NUM_PINS:
	case EEMI_NUM_FUNCTIONS:
		return true; /* none */
	default:
		break;
	}
	if (kind == NONE || kind == EXTERNAL) {
		out[0] = EEMI_NO_ACCESS;
		return false;
	}
	switch (in[0]) {
	case EEMI_CLOCK_TOPOLOGY:
		topology(kind, in[2], out);
		return true;
	case EEMI_CLOCK_PARENTS:
		parents(kind, in[2], out);
		return true;
	case EEMI_CLOCK_FIXED_FACTOR:
		out[1] = kind == ROOT ? PLL_FACTOR : BUS_FACTOR;
		out[2] = 1;
		return true;
	case EEMI_CLOCK_MAX_DIVISOR:
		out[1] = EEMI_DIVIDER_MAX;
		return true;
	default:
		out[0] = EEMI_NO_ACCESS;
		return false;
	}
}
