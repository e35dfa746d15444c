/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>
#include <skiff/print.h>
#include "load.h"

#define WORDS	(LOAD_BLOCK / sizeof(uint64_t))
#define SECTORS (LOAD_BLOCK / BLOCK_SECTOR)
/* Versions for contents that no write made. */
#define ZEROES	0u
#define UNKNOWN UINT32_MAX
#define SHOWN	4u

/* Marks for bench/plugin around a request that is alone: HINT #67 and #127 do nothing. */
#define MARK()	   __asm__ volatile("hint #67" ::: "memory")
#define MARK_END() __asm__ volatile("hint #127" ::: "memory")

struct item {
	struct block_request request;
	struct block_segment segment[2];
	uint32_t first, count; /* blocks */
	bool busy;
};

static uint64_t data[LOAD_DEPTH][LOAD_SPAN * WORDS] __attribute__((aligned(4096)));
static struct item item[LOAD_DEPTH];
static uint32_t version[LOAD_MAX];
static bool taken[LOAD_MAX];
static uint32_t blocks, writes;
static uint64_t random;

/* xorshift64*, by Vigna. */
static uint32_t next(void)
{
	random ^= random >> 12;
	random ^= random << 25;
	random ^= random >> 27;
	return (uint32_t)(random * 0x2545f4914f6cdd1dull >> 32);
}

static uint64_t word_of(uint32_t block, unsigned int index)
{
	if (version[block] == ZEROES)
		return 0;
	return ((uint64_t)block << 32 | version[block]) + index * 0x9e3779b97f4a7c15ull;
}

static void fill(const struct item *i)
{
	uint64_t *word = data[i - item];

	writes++;
	for (uint32_t b = i->first; b < i->first + i->count; b++) {
		version[b] = writes;
		for (unsigned int w = 0; w < WORDS; w++)
			*word++ = word_of(b, w);
	}
}

static void compare(struct load *l, const struct item *i)
{
	const uint64_t *word = data[i - item];

	for (uint32_t b = i->first; b < i->first + i->count; b++, word += WORDS) {
		unsigned int w = 0;

		if (version[b] == UNKNOWN)
			continue;
		while (w < WORDS && word[w] == word_of(b, w))
			w++;
		if (w < WORDS && l->wrong++ < SHOWN)
			print("block %u: word %u is %lx, version %u was written\n", b, w,
			      (unsigned long)word[w], version[b]);
	}
}

static void finish(struct load *l, struct item *i)
{
	if (l->depth == 1)
		MARK_END();
	memset(&taken[i->first], 0, i->count);
	i->busy = false;
	l->done++;
	if (i->request.status) {
		if (l->errors++ < SHOWN)
			print("operation %d of %u blocks at %u: %d\n", (int)i->request.operation,
			      i->count, i->first, i->request.status);
	} else if (i->request.operation == BLOCK_READ) {
		compare(l, i);
	}
}

/* Take the requests that the device has done. @return whether there was one */
static bool collect(struct load *l)
{
	struct block_request *r;
	bool some = false;

	while ((r = block_poll(l->block)) != NULL) {
		finish(l, r->owner);
		some = true;
	}
	return some;
}

static struct item *find_idle(const struct load *l)
{
	for (unsigned int i = 0; i < l->depth; i++)
		if (!item[i].busy)
			return &item[i];
	return NULL;
}

/* An idle item, when there is one. */
static struct item *get_idle(struct load *l)
{
	struct item *i;

	while ((i = find_idle(l)) == NULL)
		if (!collect(l) && block_listen(l->block))
			l->wait();
	return i;
}

/* Take blocks that are in no request. @return false: the first block is in a request */
static bool take(struct item *i, uint32_t first, uint32_t count)
{
	for (i->count = 0; i->count < count && first + i->count < blocks; i->count++)
		if (taken[first + i->count])
			break;
	i->first = first;
	memset(&taken[first], 1, i->count);
	return i->count > 0;
}

static enum block_operation operation_of(char kind)
{
	switch (kind) {
	case 'w':
		return BLOCK_WRITE;
	case 'f':
		return BLOCK_FLUSH;
	case 'd':
		return BLOCK_DISCARD;
	case 'z':
		return BLOCK_WRITE_ZEROES;
	default:
		return BLOCK_READ;
	}
}

/* Hand a request, whose blocks are taken, to the device. */
static void give(struct load *l, struct item *i, enum block_operation operation)
{
	const uint32_t bytes = i->count * LOAD_BLOCK, head = BLOCK_SECTOR;
	const uint64_t at = (uintptr_t)data[i - item];
	int error;

	if (operation == BLOCK_WRITE)
		fill(i);
	else
		memset(data[i - item], 0x5a, bytes);
	if (operation == BLOCK_DISCARD || operation == BLOCK_WRITE_ZEROES)
		for (uint32_t b = 0; b < i->count; b++)
			version[i->first + b] = operation == BLOCK_DISCARD ? UNKNOWN : ZEROES;
	i->segment[0] = (struct block_segment){at, head};
	i->segment[1] = (struct block_segment){at + head, bytes - head};
	i->request = (struct block_request){.operation = operation,
					    .sector = (uint64_t)i->first * SECTORS,
					    .sectors = i->count * (uint32_t)SECTORS,
					    .count = 2,
					    .segments = i->segment,
					    .owner = i};
	i->busy = true;
	if (l->depth == 1)
		MARK();
	error = block_submit(l->block, &i->request);
	if (error) {
		i->request.status = error;
		finish(l, i);
		return;
	}
	block_kick(l->block);
}

static void drain(struct load *l)
{
	for (unsigned int i = 0; i < l->depth; i++)
		while (item[i].busy)
			if (!collect(l) && block_listen(l->block))
				l->wait();
}

/* Read or write all blocks once, in order. */
static void sweep(struct load *l, enum block_operation operation)
{
	for (uint32_t at = 0; at < blocks;) {
		struct item *i = get_idle(l);

		take(i, at, LOAD_SPAN);
		at += i->count;
		give(l, i, operation);
	}
	drain(l);
}

void load_run(struct load *l)
{
	const char *kind = l->kinds;

	random = 1;
	blocks = l->block->sectors / SECTORS < LOAD_MAX ? (uint32_t)(l->block->sectors / SECTORS)
							: LOAD_MAX;
	sweep(l, BLOCK_WRITE);
	for (unsigned int n = 0; n < l->requests;) {
		struct item *i = get_idle(l);

		if (!take(i, next() % blocks, 1 + next() % LOAD_SPAN))
			continue;
		give(l, i, operation_of(*kind++));
		if (*kind == '\0')
			kind = l->kinds;
		n++;
	}
	drain(l);
	sweep(l, BLOCK_READ);
}
