/* SPDX-License-Identifier: BSD-3-Clause */
/* Several requests to a block device at once, by Linux AIO and without the page cache. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define DEPTH_MAX   64u
#define BLOCK_BYTES 4096u
#define SPAN_MAX    64u /* most blocks of one request */

struct request {
	bool busy, write;
	uint32_t block, blocks; /* the first block, and their number */
	uint8_t *data;		/* room for SPAN_MAX blocks */
	int64_t result;		/* bytes, or a negative errno */
};

struct queue {
	int device;
	uint64_t context;
	uint32_t depth;
	uint64_t bytes; /* size of the device */
	struct request request[DEPTH_MAX];
};

/** Open `device` without the page cache. @return false: that failed, and a line says why */
bool queue_open(struct queue *queue, const char *device, uint32_t depth);

/** @return a request that isn't in flight; NULL: all are */
struct request *queue_free(struct queue *queue);

/** Submit requests together. @return false: the kernel refused one */
bool queue_submit(struct queue *queue, struct request *const *requests, unsigned int count);

/** Wait until at least `least` requests have ended. Those that ended are in `done`, and no longer busy.
 *
 * @return the number of requests in `done`; 0: none ended within `seconds` */
unsigned int queue_wait(struct queue *queue, unsigned int least, struct request **done,
			unsigned int seconds);
