/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The platform management firmware of a Zynq UltraScale+ for one VM (xilinx/eemi.h): its own clocks, resets and power domains
 * have a state; those of others don't exist.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bulkhead/eemi.h>
#include <xilinx/eemi.h>

#define EEMI_ARGUMENTS 14u /* words in x1 to x7 */
#define EEMI_RESULTS   8u  /* words in x0 to x3 */

/** The state that outlives a restart of the extension: eemi_settle() makes any value valid. */
struct eemi_state {
	uint32_t stopped;		  /* clocks, a bit each */
	uint32_t asserted;		  /* resets */
	uint32_t on;			  /* power domains */
	uint32_t divider[EEMI_THINGS];	  /* two halves per clock */
	uint64_t denied[EEMI_CALLS / 64]; /* refused calls that were reported already */
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

/** Make any state, which a fault may have left, a valid state of this platform. */
void eemi_settle(const struct eemi *eemi);

/** The VM has ended: its clocks run, its domains are on, no reset is asserted, as the firmware leaves them at a boot. */
void eemi_reset(const struct eemi *eemi);

/** Answer call number `id` (below EEMI_CALLS).
 *
 * @param in   its arguments
 * @param out  its results, 0 before
 * @return false: the VM may not ask this; the refusal is reported, once per id */
bool eemi_answer(const struct eemi *eemi, uint32_t id, const uint32_t in[EEMI_ARGUMENTS],
		 uint32_t out[EEMI_RESULTS]);

/** Index of a number in a list of `count` of the VM's numbers, or -1. */
int eemi_find(const uint32_t *list, uint32_t count, uint32_t number);

/** EEMI_QUERY_DATA, as eemi_answer(). */
bool eemi_query(const struct eemi *eemi, const uint32_t in[EEMI_ARGUMENTS],
		uint32_t out[EEMI_RESULTS]);
