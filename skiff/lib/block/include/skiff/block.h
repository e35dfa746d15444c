/* SPDX-License-Identifier: BSD-3-Clause */
/* Block devices: what a driver offers, whatever the device is. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Bytes of a sector, the unit of all positions. */
#define BLOCK_SECTOR 512u

/** Operations. */
enum block_operation {
	BLOCK_READ,
	BLOCK_WRITE,
	BLOCK_FLUSH,	    /* what was written is kept when power goes */
	BLOCK_DISCARD,	    /* the contents don't matter any more */
	BLOCK_WRITE_ZEROES, /* without data */
};

/** A part of a request's data, where the device finds it: see machine.bus. */
struct block_segment {
	uint64_t address; /* physical */
	uint32_t length;  /* bytes; a multiple of 4 */
};

/** A request; the caller's, and the driver's from block_submit() to block_poll(). */
struct block_request {
	enum block_operation operation;	      /* what it does */
	uint64_t sector;		      /* first one */
	uint32_t sectors;		      /* of DISCARD and WRITE_ZEROES */
	unsigned int count;		      /* of segments, READ and WRITE only */
	const struct block_segment *segments; /* whole sectors in all; block_submit() reads them */
	int status;			      /* when done: 0, -EIO, -ENOTSUP */
	void *owner;			      /* for the caller */
};

struct block;

/** Functions of a driver. */
struct block_driver {
	int (*submit)(struct block *block, struct block_request *request); /* block_submit() */
	void (*kick)(struct block *block);				   /* block_kick() */
	struct block_request *(*poll)(struct block *block);		   /* block_poll() */
	bool (*listen)(struct block *block);				   /* block_listen() */
};

/** A block device. */
struct block {
	const struct block_driver *driver; /* of this device */
	uint64_t sectors;		   /* capacity */
	uint32_t block_size;		   /* bytes that it reads and writes at least */
	unsigned int segments_max;	   /* of one request */
	uint32_t discard_max;		   /* sectors of one DISCARD; 0: it can't */
	uint32_t zeroes_max;		   /* sectors of one WRITE_ZEROES; 0: it can't */
	bool read_only;			   /* WRITE fails */
	bool flush;			   /* it has a volatile cache */
	char serial[21];		   /* ends with a 0 */
};

/** Queue a request.
 *
 * @return 0, -EAGAIN: not now, as many as it can hold are in flight, -EINVAL: beyond the end of the
 *         device, too many segments, or something that it can't do */
int block_submit(struct block *block, struct block_request *request);

/** Make the device begin with the queued requests. */
static inline void block_kick(struct block *block)
{
	block->driver->kick(block);
}

/** Take back a request that is done, in any order. @return NULL: there is none now */
static inline struct block_request *block_poll(struct block *block)
{
	return block->driver->poll(block);
}

/** Ask for the device's interrupt when the next request is done.
 *
 * @return false: one is done already, poll again */
static inline bool block_listen(struct block *block)
{
	return block->driver->listen(block);
}

/** Of a device that holds requests back before it hands them on: how many segments a request has at most. */
#define BLOCK_HELD_SEGMENTS 30u

/** Hold a request back: its segments are copied, and are the copy from then on. */
static inline void block_hold(struct block_request *request,
			      struct block_segment segments[BLOCK_HELD_SEGMENTS])
{
	bool data = request->operation <= BLOCK_WRITE;

	for (unsigned int i = 0; data && i < request->count; i++)
		segments[i] = request->segments[i];
	request->segments = segments;
}

/** Do one request, alone, and wait for its end.
 *
 * @return its status, or block_submit()'s */
int block_do(struct block *block, struct block_request *request);
