/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands of guest-disk. Each prints its lines and returns whether everything was right. */
#pragma once
#include "queue.h"

struct disk_options {
	const char *device;
	uint64_t depth;	   /* requests in flight */
	uint64_t requests; /* number of requests in all */
	uint64_t span;	   /* most blocks of a request */
	uint64_t blocks;   /* blocks that are used, from the start of the device; 0: all */
	uint64_t seed;
	uint64_t wait; /* seconds before a request counts as lost */
	bool write;    /* measure writes */
};

/** Write distinct blocks at random places, read them back and compare. */
bool disk_load(const struct disk_options *options);

/** Measure requests of 4 KiB at scattered places: `MEASURE blk.NAME N ns`, where a ns is an instruction under -icount. */
bool disk_measure(const struct disk_options *options);
