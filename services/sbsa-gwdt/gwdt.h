/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers of a generic watchdog (Arm BSA). The core acts when it expires. */
#pragma once
#include <stdint.h>

/** The watchdog. Any value is a valid state, so one that a crash left needs no check. */
struct gwdt {
	uint32_t status;  /* GWDT_WCS */
	uint64_t offset;  /* GWDT_WOR */
	uint64_t compare; /* GWDT_WCV */
};

/** Handle a write by the client.
 *
 * @param offset  in both frames, the control frame first
 * @param size    bytes
 * @param now     the system counter */
void gwdt_write(struct gwdt *w, uint32_t offset, uint32_t size, uint64_t value, uint64_t now);

/** Ticks from `now` until the client is to be restarted; GWDT_NEVER: never. */
uint64_t gwdt_left(const struct gwdt *w, uint64_t now);
#define GWDT_NEVER (1ull << 62) /* longer than any counter runs */

/** Reset, since the client has ended. Whether the watchdog ended it can still be read, until the next refresh. */
void gwdt_reset(struct gwdt *w, uint64_t now);
