/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to a block device, some at once: Linux AIO past the page cache. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define DEPTH_MAX   64u
#define BLOCK_BYTES 4096u
#define SPAN_MAX    64u /* blocks of one request at most */

struct request {
	bool busy, write;
	uint32_t block, blocks; /* first one, and how many */
	uint8_t *data;		/* SPAN_MAX blocks */
	int64_t result;		/* bytes, or a negative errno */
};

struct queue {
	int device;
	uint64_t context;
	uint32_t depth;
	uint64_t bytes; /* of the device */
	struct request request[DEPTH_MAX];
};

/** Open `device` past the page cache. False: it can't be had, and a line says why. */
bool queue_open(struct queue *queue, const char *device, uint32_t depth);

/** A request that isn't in flight; NULL: all are. */
struct request *queue_free(struct queue *queue);

/** Hand requests over at once. False: the kernel refused one. */
bool queue_submit(struct queue *queue, struct request *const *requests, unsigned int count);

/** Wait for an end of `least` requests; each that ended is in `done`, and no longer busy.
 *
 * @return how many, 0: none within `seconds` */
unsigned int queue_wait(struct queue *queue, unsigned int least, struct request **done,
			unsigned int seconds);
