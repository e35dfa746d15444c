/* SPDX-License-Identifier: BSD-3-Clause */
/* Parts of a disk, as a command line says them: FIRST+COUNT, in sectors, with `:ro` behind it if nothing
 * may be written, and `:N` if the disk may hold N of its requests at once. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** A part of a disk. */
struct block_range {
	uint64_t first;	    /* its first sector */
	uint64_t sectors;   /* their number; the sum of both doesn't overflow */
	bool read_only;	    /* it may not be written */
	uint16_t in_flight; /* requests that the disk holds at most, 0: not said */
};

/** Read a range; it ends at a blank or with the text.
 *
 * @return where it ends, or NULL: it is no range */
const char *block_range_read(const char *text, struct block_range *range);
