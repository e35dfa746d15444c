/* SPDX-License-Identifier: BSD-3-Clause */
/* Free physical memory, and placement in it. */
#pragma once
#include <bulkhead/manifest.h>
#include "host.h"

struct placement {
	LIST(struct bulkhead_range) free; /* ascending, disjoint, whole pages */
};

/* All banks' memory is free. */
void place_begin(struct placement *placement, const struct bulkhead_range *banks, size_t count);
/* Takes whatever of the range is free; false: not all of it was. */
bool place_take(struct placement *placement, uint64_t base, uint64_t size);
/*
 * Takes `size` bytes at the lowest address that equals `offset` modulo `alignment` (a power of two,
 * at least a page). False: no room.
 */
bool place_find(struct placement *placement, uint64_t size, uint64_t alignment, uint64_t offset,
		uint64_t *base);
/* The alignment that lets the largest blocks map `size` bytes: 2 MiB, 64 KiB or a page. */
uint64_t place_alignment(uint64_t size);
