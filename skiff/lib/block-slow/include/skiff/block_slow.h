/* SPDX-License-Identifier: BSD-3-Clause */
/* A block device that does one request at a time, each in the same time. */
#pragma once
#include <skiff/block.h>

/** Limit of requests that wait in the device. */
#define BLOCK_SLOW_REQUESTS 64u

/** The device. */
struct block_slow {
	struct block block;   /* the device for its users */
	struct block *device; /* the device that does the work */
	uint64_t ticks;	      /* ticks per request */
	uint64_t end;	      /* when the oldest request ends, by the virtual counter */
	unsigned int first;   /* place of the oldest waiting request in the ring */
	unsigned int count;   /* number of waiting requests */
	struct block_request *request[BLOCK_SLOW_REQUESTS]; /* ring of waiting requests */
	struct block_segment segment[BLOCK_SLOW_REQUESTS]
				    [BLOCK_HELD_SEGMENTS]; /* … and of their segments */
};

/** Begin with a device that works. From then on, this device uses the virtual timer.
 *
 * @param us  time per request, in microseconds
 * @return the device to be used in its place */
struct block *block_slow_begin(struct block_slow *slow, struct block *device, unsigned int us);
