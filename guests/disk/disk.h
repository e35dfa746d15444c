/* SPDX-License-Identifier: BSD-3-Clause */
/* What guest-disk does; each prints its lines and tells whether all was well. */
#pragma once
#include "queue.h"

struct disk_options {
	const char *device;
	uint64_t depth;	   /* requests in flight */
	uint64_t requests; /* how many in all */
	uint64_t span;	   /* blocks of a request at most */
	uint64_t blocks;   /* of the device that are used, from its start; 0: all */
	uint64_t seed;
	uint64_t wait; /* seconds before a request counts as lost */
	bool write;    /* measure writes */
};

/** Write what can be told apart, read it back and compare, at random places. */
bool disk_load(const struct disk_options *options);

/** Instructions of a 4 KiB request at scattered places: `MEASURE blk.NAME N ns`. */
bool disk_measure(const struct disk_options *options);
