/* SPDX-License-Identifier: BSD-3-Clause */
/* Block devices: the same interface for all drivers. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Bytes of a sector, the unit of all positions. */
#define BLOCK_SECTOR 512u

/** Operations. */
enum block_operation {
	BLOCK_READ,
	BLOCK_WRITE,
	BLOCK_FLUSH,	    /* written data outlives a loss of power */
	BLOCK_DISCARD,	    /* the contents aren't needed any more */
	BLOCK_WRITE_ZEROES, /* without data */
};

/** A part of a request's data, by the device's address: see machine.bus. */
struct block_segment {
	uint64_t address; /* physical */
	uint32_t length;  /* bytes; a multiple of 4 */
};

/** A request. It belongs to the caller and, from block_submit() to block_poll(), to the driver. */
struct block_request {
	enum block_operation operation;	      /* the operation */
	uint64_t sector;		      /* first one */
	uint32_t sectors;		      /* number of sectors, for DISCARD and WRITE_ZEROES */
	unsigned int count;		      /* number of segments, for READ and WRITE */
	const struct block_segment *segments; /* whole sectors in all; block_submit() reads them */
	int status;			      /* when done: 0, -EIO, -ENOTSUP */
	void *owner;			      /* for the caller's use */
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
	const struct block_driver *driver; /* the device's driver */
	uint64_t sectors;		   /* capacity */
	uint32_t block_size;		   /* smallest access in bytes */
	unsigned int segments_max;	   /* segments of one request */
	uint32_t discard_max;		   /* sectors of one DISCARD; 0: not supported */
	uint32_t zeroes_max;		   /* sectors of one WRITE_ZEROES; 0: not supported */
	bool read_only;			   /* WRITE fails */
	bool flush;			   /* it has a volatile cache */
	char serial[21];		   /* ends with a 0 */
};

/** Queue a request.
 *
 * @return 0, -EAGAIN: not now, since the device holds no more requests, -EINVAL: beyond the end of the device, too many
 *         segments, or an unsupported operation */
int block_submit(struct block *block, struct block_request *request);

/** Make the device begin with the queued requests. */
static inline void block_kick(struct block *block)
{
	block->driver->kick(block);
}

/** Take back a request that is done; the order isn't defined. @return NULL: there is none now */
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

/** Limit of segments in a request to a device that holds requests back. */
#define BLOCK_HELD_SEGMENTS 30u

/** Hold a request back: copy its segments, and let it refer to the copy. */
static inline void block_hold(struct block_request *request,
			      struct block_segment segments[BLOCK_HELD_SEGMENTS])
{
	bool data = request->operation <= BLOCK_WRITE;

	for (unsigned int i = 0; data && i < request->count; i++)
		segments[i] = request->segments[i];
	request->segments = segments;
}

/** Do one request and wait for its end.
 *
 * @return its status, or block_submit()'s */
int block_do(struct block *block, struct block_request *request);
