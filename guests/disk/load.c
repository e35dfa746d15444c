/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A load that is verified. Each block of the device contains words that are computed from its number and from how often it was
 * written. A block is never in two requests at once, so it is known what a read must find. First all blocks are written once;
 * at the end all are read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "disk.h"

#define WORDS (BLOCK_BYTES / sizeof(uint64_t))

struct load {
	const struct disk_options *options;
	struct queue queue;
	uint32_t blocks;
	uint32_t *version; /* of each block: how often it was written */
	bool *taken;	   /* whether a block is in a request */
	uint64_t random;
	uint64_t done, errors, wrong, lost;
};

/* The generator is xorshift64*, by Vigna. */
static uint64_t next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

static uint64_t word_of(uint32_t block, uint32_t version, unsigned int index)
{
	return ((uint64_t)block << 32 | version) + index * 0x9e3779b97f4a7c15ull;
}

static void fill(struct load *l, const struct request *r)
{
	uint64_t *word = (uint64_t *)(void *)r->data;

	for (uint32_t b = r->block; b < r->block + r->blocks; b++) {
		l->version[b]++;
		for (unsigned int i = 0; i < WORDS; i++)
			*word++ = word_of(b, l->version[b], i);
	}
}

static void compare(struct load *l, const struct request *r)
{
	const uint64_t *word = (const uint64_t *)(const void *)r->data;

	for (uint32_t b = r->block; b < r->block + r->blocks; b++, word += WORDS) {
		unsigned int i = 0;

		while (i < WORDS && word[i] == word_of(b, l->version[b], i))
			i++;
		if (i == WORDS)
			continue;
		if (l->wrong++ < 4)
			printf("DISK block %u: word %u is %016llx, version %u was written\n", b, i,
			       (unsigned long long)word[i], l->version[b]);
	}
}

/* Choose a range of blocks that are in no request. */
static bool take(struct load *l, struct request *r, uint32_t block, uint32_t blocks)
{
	uint32_t n = 0;

	while (n < blocks && block + n < l->blocks && !l->taken[block + n])
		n++;
	if (n == 0)
		return false;
	memset(&l->taken[block], true, n);
	r->block = block;
	r->blocks = n;
	return true;
}

static void finish(struct load *l, const struct request *r)
{
	memset(&l->taken[r->block], false, r->blocks);
	l->done++;
	if (r->result != (int64_t)r->blocks * BLOCK_BYTES) {
		if (l->errors++ < 4)
			printf("DISK %s of %u blocks at %u: %lld\n", r->write ? "write" : "read",
			       r->blocks, r->block, (long long)r->result);
	} else if (!r->write) {
		compare(l, r);
	}
}

/* Wait for at least one request, and check those that are done. */
static bool collect(struct load *l)
{
	struct request *done[DEPTH_MAX];
	unsigned int count = queue_wait(&l->queue, 1, done, (unsigned int)l->options->wait);

	for (unsigned int i = 0; i < count; i++)
		finish(l, done[i]);
	return count > 0;
}

static bool busy(const struct load *l)
{
	for (uint32_t i = 0; i < l->queue.depth; i++)
		if (l->queue.request[i].busy)
			return true;
	return false;
}

static bool give(struct load *l, struct request *r, bool write)
{
	r->write = write;
	if (write)
		fill(l, r);
	else
		memset(r->data, 0x5a, (size_t)r->blocks * BLOCK_BYTES);
	return queue_submit(&l->queue, &r, 1);
}

static bool drain(struct load *l)
{
	while (busy(l))
		if (!collect(l))
			return false;
	return true;
}

/* Read or write all blocks once, in order. */
static bool sweep(struct load *l, bool write)
{
	for (uint32_t at = 0; at < l->blocks;) {
		struct request *r = queue_free(&l->queue);

		if (!r) {
			if (!collect(l))
				return false;
			continue;
		}
		take(l, r, at, (uint32_t)l->options->span);
		at += r->blocks;
		if (!give(l, r, write))
			return false;
	}
	return drain(l);
}

static bool mix(struct load *l)
{
	for (uint64_t n = 0; n < l->options->requests;) {
		struct request *r = queue_free(&l->queue);
		uint64_t random = next(&l->random);

		if (!r) {
			if (!collect(l))
				return false;
			continue;
		}
		if (!take(l, r, (uint32_t)(random >> 32) % l->blocks,
			  1 + (uint32_t)(random >> 8 & 0xffff) % (uint32_t)l->options->span))
			continue;
		if (!give(l, r, random & 1))
			return false;
		n++;
	}
	return drain(l);
}

bool disk_load(const struct disk_options *o)
{
	struct load l = {.options = o, .random = o->seed * 0x9e3779b97f4a7c15ull + 1};
	bool ended;

	if (!queue_open(&l.queue, o->device, (uint32_t)o->depth))
		return false;
	l.blocks = (uint32_t)(l.queue.bytes / BLOCK_BYTES);
	if (o->blocks && o->blocks < l.blocks)
		l.blocks = (uint32_t)o->blocks;
	l.version = calloc(l.blocks, sizeof(*l.version));
	l.taken = calloc(l.blocks, sizeof(*l.taken));
	if (!l.version || !l.taken)
		return false;
	ended = sweep(&l, true) && mix(&l) && sweep(&l, false);
	for (uint32_t i = 0; i < l.queue.depth; i++)
		l.lost += l.queue.request[i].busy;
	printf(
	    "DISK %u blocks, depth %u: %llu requests, %llu lost, %llu errors, %llu wrong blocks\n",
	    l.blocks, l.queue.depth, (unsigned long long)l.done, (unsigned long long)l.lost,
	    (unsigned long long)l.errors, (unsigned long long)l.wrong);
	printf("DISK %s\n", ended && !l.lost && !l.errors && !l.wrong ? "passed" : "FAILED");
	return ended && !l.lost && !l.errors && !l.wrong;
}
