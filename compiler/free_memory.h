/* SPDX-License-Identifier: BSD-3-Clause */
/* Allocation of physical memory. */
#pragma once
#include <bulkhead/manifest.h>
#include "host.h"

struct free_memory {
	LIST(struct bulkhead_range) ranges; /* ascending, disjoint, whole pages */
};

/* Begins with the memory of all banks as free. */
void free_memory_begin(struct free_memory *memory, const struct bulkhead_range *banks,
		       size_t count);
/* Takes the free parts of the range; false: not all of it was free. */
bool free_memory_take(struct free_memory *memory, uint64_t base, uint64_t size);
/*
 * Takes `size` bytes at the lowest free address that is at least `lowest` and equals `offset` modulo `alignment` (a power of
 * two, at least a page). False: there is no room.
 */
bool free_memory_find(struct free_memory *memory, uint64_t lowest, uint64_t size,
		      uint64_t alignment, uint64_t offset, uint64_t *base);
/* Bytes of the largest free range. */
uint64_t free_memory_largest(const struct free_memory *memory);
