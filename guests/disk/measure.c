/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include "common/clock.h"
#include "disk.h"

#define WARM_UP 256u /* requests before the first that is measured */

/* The blocks are scattered, so that neither end merges neighbours. */
static uint32_t place(uint64_t index, uint32_t blocks)
{
	return (uint32_t)((index * 2654435761u >> 4) % blocks);
}

/* Requests come in batches of the depth: all requests of a batch begin together, and the next batch begins when all have ended.
 * */
static bool run(struct queue *q, const struct disk_options *o, uint64_t requests, uint64_t *index)
{
	uint32_t blocks = (uint32_t)(q->bytes / BLOCK_BYTES);
	struct request *batch[DEPTH_MAX];

	for (uint64_t n = 0; n < requests; n += q->depth) {
		for (uint32_t i = 0; i < q->depth; i++) {
			batch[i] = &q->request[i];
			batch[i]->write = o->write;
			batch[i]->block = place((*index)++, blocks);
			batch[i]->blocks = 1;
		}
		if (!queue_submit(q, batch, q->depth))
			return false;
		for (uint32_t left = q->depth; left > 0;) {
			unsigned int count = queue_wait(q, left, batch, (unsigned int)o->wait);

			if (count == 0)
				return false;
			for (unsigned int i = 0; i < count; i++)
				if (batch[i]->result != BLOCK_BYTES)
					return false;
			left -= count;
		}
	}
	return true;
}

bool disk_measure(const struct disk_options *o)
{
	struct queue queue;
	uint64_t start, took, index = o->seed, requests;

	if (!queue_open(&queue, o->device, (uint32_t)o->depth))
		return false;
	requests = (o->requests + o->depth - 1) / o->depth * o->depth;
	if (!run(&queue, o, WARM_UP, &index))
		return false;
	start = clock_ticks();
	if (!run(&queue, o, requests, &index))
		return false;
	took = clock_ticks() - start;
	printf("MEASURE blk.%s_qd%u %.0f ns\n", o->write ? "write" : "read", queue.depth,
	       clock_ns(took) / (double)requests);
	return true;
}
