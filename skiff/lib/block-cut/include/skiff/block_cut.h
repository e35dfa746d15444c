/* SPDX-License-Identifier: BSD-3-Clause */
/* A block device in memory that loses and reorders writes when its power is cut. */
#pragma once
#include <skiff/block.h>

/** Limit of requests that the device holds. */
#define BLOCK_CUT_REQUESTS 8u

/** The device. */
struct block_cut {
	struct block block;	 /* the device for its users */
	char *seen;		 /* the contents that a read sees */
	char *kept;		 /* the contents that outlive a cut */
	uint8_t *volatile_ones;	 /* a byte per sector; not 0: `seen` isn't kept yet */
	uint64_t bus;		 /* see machine.bus */
	uint32_t random;	 /* state of the generator */
	uint32_t left;		 /* requests until the power fails; 0: it has failed */
	bool ignore_flush;	 /* FLUSH does nothing, but reports success */
	unsigned int done_count; /* requests in `done` */
	struct block_request *done[BLOCK_CUT_REQUESTS]; /* not polled yet */
};

/** Begin with an empty disk, and power until block_cut_after().
 *
 * @param memory   2 * sectors * BLOCK_SECTOR + sectors bytes
 * @param bus      offset from pointers to the addresses in requests
 * @param seed     not 0
 * @return the device to be used */
struct block *block_cut_begin(struct block_cut *cut, void *memory, uint64_t sectors, uint64_t bus,
			      uint32_t seed);

/** Let the power fail after `requests` more: then all requests fail with -EIO, and change nothing.
 *
 * @param requests  UINT32_MAX: never */
void block_cut_after(struct block_cut *cut, uint32_t requests);

/** Restore the power. The seed decides which written and unflushed sectors are kept. */
void block_cut_return(struct block_cut *cut);
