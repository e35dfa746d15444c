/* SPDX-License-Identifier: BSD-3-Clause */
/* A block device that does one request at a time, each in the same time. */
#pragma once
#include <skiff/block.h>

/** Requests that wait in it at most. */
#define BLOCK_SLOW_REQUESTS 64u

/** The device. */
struct block_slow {
	struct block block;   /* the device for its users */
	struct block *device; /* that does the work */
	uint64_t ticks;	      /* that a request takes */
	uint64_t end;	      /* of the oldest one, by the virtual counter */
	unsigned int first;   /* of those that wait, its place in the ring */
	unsigned int count;   /* of those that wait */
	struct block_request *request[BLOCK_SLOW_REQUESTS]; /* a ring of them */
	struct block_segment segment[BLOCK_SLOW_REQUESTS]
				    [BLOCK_HELD_SEGMENTS]; /* … and of their segments */
};

/** Begin with a device that works. The virtual timer is this device's from then on.
 *
 * @param us  what a request takes, in microseconds
 * @return the device to be used in its place */
struct block *block_slow_begin(struct block_slow *slow, struct block *device, unsigned int us);
