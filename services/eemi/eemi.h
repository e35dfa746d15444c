/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform management firmware of a Zynq UltraScale+ for one VM (xilinx/eemi.h): its own clocks, resets and power domains
 * have a state; those of others aren't there.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bulkhead/eemi.h>
#include <xilinx/eemi.h>

#define EEMI_ARGUMENTS 14u /* words in x1 to x7 */
#define EEMI_RESULTS   8u  /* words in x0 to x3 */

/** What a restart of the extension leaves: any value is a state, once eemi_settle() has seen it. */
struct eemi_state {
	uint32_t stopped;		  /* clocks, a bit each */
	uint32_t asserted;		  /* resets */
	uint32_t on;			  /* power domains */
	uint32_t divider[EEMI_THINGS];	  /* of each clock: two halves */
	uint64_t denied[EEMI_CALLS / 64]; /* calls, told already */
};

/** The platform as configured, and its state. */
struct eemi {
	struct eemi_platform count;
	const uint32_t *clock, *reset, *node;
	struct eemi_state *state;
};

/** Take a configuration (bulkhead/eemi.h).
 *
 * @param bytes  its size
 * @return 0, or -EINVAL: it isn't one */
int eemi_begin(struct eemi *eemi, const void *configuration, size_t bytes);

/** Make a state that something broken may have left one of this platform. */
void eemi_settle(const struct eemi *eemi);

/** The VM has ended: its clocks run, its domains are on, no reset is asserted, as the firmware leaves them at a boot. */
void eemi_reset(const struct eemi *eemi);

/** Answer call number `id` (below EEMI_CALLS).
 *
 * @param in   its arguments
 * @param out  its results, 0 before
 * @return is this what the VM may ask? False: it was refused, and is worth a line, once for each id */
bool eemi_answer(const struct eemi *eemi, uint32_t id, const uint32_t in[EEMI_ARGUMENTS],
		 uint32_t out[EEMI_RESULTS]);

/** Index of an own number in a list of `count`, or -1. */
int eemi_find(const uint32_t *list, uint32_t count, uint32_t number);

/** EEMI_QUERY_DATA, as eemi_answer(). */
bool eemi_query(const struct eemi *eemi, const uint32_t in[EEMI_ARGUMENTS],
		uint32_t out[EEMI_RESULTS]);
