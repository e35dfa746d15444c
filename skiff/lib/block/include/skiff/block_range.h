/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Parts of a disk in a command line: FIRST+COUNT, in sectors, then `:ro` if the part is read-only, then `:N` if the disk may
 * hold at most N of the part's requests.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** A part of a disk. */
struct block_range {
	uint64_t first;	    /* its first sector */
	uint64_t sectors;   /* their number; the sum of both doesn't overflow */
	bool read_only;	    /* it may not be written */
	uint16_t in_flight; /* limit of requests that the disk holds; 0: not given */
};

/** Read a range; it ends at a blank or with the text.
 *
 * @return where it ends, or NULL: it is no range */
const char *block_range_read(const char *text, struct block_range *range);
