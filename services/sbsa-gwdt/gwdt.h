/* SPDX-License-Identifier: BSD-3-Clause */
/* A generic watchdog (Arm BSA): its registers. What it does at the end is the core's. */
#pragma once
#include <stdint.h>

/** The watchdog. Any value is a state of it: what a crash left there needs no check. */
struct gwdt {
	uint32_t status;  /* GWDT_WCS */
	uint64_t offset;  /* GWDT_WOR */
	uint64_t compare; /* GWDT_WCV */
};

/** The client wrote to a register.
 *
 * @param offset  in both frames, the control frame first
 * @param size    bytes
 * @param now     the system counter */
void gwdt_write(struct gwdt *w, uint32_t offset, uint32_t size, uint64_t value, uint64_t now);

/** Ticks from `now` until the client is to be restarted; GWDT_NEVER: it isn't. */
uint64_t gwdt_left(const struct gwdt *w, uint64_t now);
#define GWDT_NEVER (1ull << 62) /* longer than any counter runs */

/** The client has ended: reset. That it was the watchdog's doing remains to be read, until the next refresh. */
void gwdt_reset(struct gwdt *w, uint64_t now);
