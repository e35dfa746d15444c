/* SPDX-License-Identifier: BSD-3-Clause */
/* The mailbox, of which only the link of low priority leads anywhere. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Its state, which outlives a restart of the extension. Only bit 0 is used: any value is made valid by mhu_settle(). */
struct mhu {
	uint32_t sent;	   /* the client's message waits */
	uint32_t answered; /* the client hasn't taken the last answer yet */
};

void mhu_settle(struct mhu *mhu);

/** Show the state in the page of registers, which the client reads without a request; mhu_fill() also writes what stays. */
void mhu_show(const struct mhu *mhu, volatile uint32_t *page);
void mhu_fill(const struct mhu *mhu, volatile uint32_t *page);

/** Write to a register. What isn't written so has no effect.
 *
 * @param offset  of the page
 * @param bytes   of the access; only 4 are supported
 *
 * @return the client has sent a message, or has taken an answer: see mhu_due() */
bool mhu_write(struct mhu *mhu, uint32_t offset, uint32_t bytes, uint32_t value);

/** Is there a message, and room for its answer? */
static inline bool mhu_due(const struct mhu *mhu)
{
	return mhu->sent && !mhu->answered;
}
