/* SPDX-License-Identifier: BSD-3-Clause */
/* A limit for events that may happen a number of times in a window of time: restarts, lines of the log. */
#pragma once
#include <stdbool.h>
#include "machine/sysreg.h"

struct rate {
	uint64_t since; /* CNTPCT at which the window began */
	uint32_t count; /* events since then */
};

/* Count an event now. False: more than `most` events in `window` ticks. */
static inline bool rate_allows(struct rate *r, uint64_t window, uint32_t most)
{
	uint64_t t = sysreg_read(cntpct_el0);

	if (t - r->since > window)
		*r = (struct rate){t, 0};
	return r->count++ < most;
}
