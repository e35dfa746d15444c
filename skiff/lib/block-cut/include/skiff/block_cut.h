/* SPDX-License-Identifier: BSD-3-Clause */
/* A block device in memory that loses and reorders writes when its power is cut. */
#pragma once
#include <skiff/block.h>

/** Requests that it holds at most. */
#define BLOCK_CUT_REQUESTS 8u

/** The device. */
struct block_cut {
	struct block block;	 /* the device for its users */
	char *seen;		 /* what a read sees */
	char *kept;		 /* what a cut leaves */
	uint8_t *volatile_ones;	 /* a byte a sector, not 0: `seen` isn't kept yet */
	uint64_t bus;		 /* see machine.bus */
	uint32_t random;	 /* state of the generator */
	uint32_t left;		 /* requests until the power fails; 0: it has, all fail */
	bool ignore_flush;	 /* FLUSH does nothing, and says that it has */
	unsigned int done_count; /* requests in `done` */
	struct block_request *done[BLOCK_CUT_REQUESTS]; /* not polled yet */
};

/** Begin with an empty disk, whose power doesn't fail before block_cut_after().
 *
 * @param memory   2 * sectors * BLOCK_SECTOR + sectors bytes
 * @param bus      what the addresses of requests have more than pointers
 * @param seed     not 0
 * @return the device to be used */
struct block *block_cut_begin(struct block_cut *cut, void *memory, uint64_t sectors, uint64_t bus,
			      uint32_t seed);

/** Have the power fail: after `requests` more all fail with -EIO, and change nothing.
 *
 * @param requests  UINT32_MAX: never */
void block_cut_after(struct block_cut *cut, uint32_t requests);

/** The power is back: of the sectors that were written and not flushed, the seed decides which are
 * kept. The device works again. */
void block_cut_return(struct block_cut *cut);
