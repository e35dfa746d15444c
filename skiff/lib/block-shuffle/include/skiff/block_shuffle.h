/* SPDX-License-Identifier: BSD-3-Clause */
/* A block device that delays and reorders the requests of another one. */
#pragma once
#include <skiff/block.h>

/** Limit of requests that the device holds. */
#define BLOCK_SHUFFLE_REQUESTS 64u

/** A held request. */
struct block_shuffle_slot {
	struct block_request *request; /* NULL: none */
	uint32_t looks;		       /* looks before it goes on */
	bool done;		       /* it goes back to the caller, not to the device */
	struct block_segment segment[BLOCK_HELD_SEGMENTS]; /* its own */
};

/** The device. */
struct block_shuffle {
	struct block block;					/* the device for its users */
	struct block *device;					/* the device that does the work */
	uint32_t random;					/* state of the generator */
	unsigned int held;					/* requests in `slot` */
	unsigned int in_device;					/* requests that `device` has */
	struct block_shuffle_slot slot[BLOCK_SHUFFLE_REQUESTS]; /* the held requests */
};

/** Begin with a device that works.
 *
 * @param seed  not 0
 * @return the device to be used in its place */
struct block *block_shuffle_begin(struct block_shuffle *shuffle, struct block *device,
				  uint32_t seed);
