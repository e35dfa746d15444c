/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <skiff/block_cut.h>
#include <skiff/xorshift.h>

#define SEGMENTS_MAX 64u

static struct block_cut *of(struct block *block)
{
	return (struct block_cut *)((char *)block - offsetof(struct block_cut, block));
}

static void keep(struct block_cut *c, uint64_t sector)
{
	memcpy(c->kept + sector * BLOCK_SECTOR, c->seen + sector * BLOCK_SECTOR, BLOCK_SECTOR);
	c->volatile_ones[sector] = 0;
}

/* Some sectors reach the medium at once, before sectors that were written earlier. */
static void written(struct block_cut *c, uint64_t first, uint64_t behind)
{
	for (uint64_t s = first; s < behind; s++) {
		c->volatile_ones[s] = 1;
		if (xorshift32(&c->random) % 4 == 0)
			keep(c, s);
	}
}

static void move(struct block_cut *c, const struct block_request *r)
{
	char *at = c->seen + r->sector * BLOCK_SECTOR;

	for (unsigned int i = 0; i < r->count; i++) {
		const struct block_segment *s = &r->segments[i];
		char *memory = (char *)(uintptr_t)(s->address - c->bus);

		if (r->operation == BLOCK_READ)
			memcpy(memory, at, s->length);
		else
			memcpy(at, memory, s->length);
		at += s->length;
	}
	if (r->operation == BLOCK_WRITE)
		written(c, r->sector, (uint64_t)(at - c->seen) / BLOCK_SECTOR);
}

static void flush(struct block_cut *c)
{
	for (uint64_t s = 0; s < c->block.sectors && !c->ignore_flush; s++)
		if (c->volatile_ones[s])
			keep(c, s);
}

static int submit(struct block *block, struct block_request *r)
{
	struct block_cut *c = of(block);

	if (c->done_count == BLOCK_CUT_REQUESTS)
		return -EAGAIN;
	r->status = c->left ? 0 : -EIO;
	if (c->left && c->left != UINT32_MAX)
		c->left--;
	if (r->status == 0 && r->operation == BLOCK_FLUSH)
		flush(c);
	else if (r->status == 0)
		move(c, r);
	c->done[c->done_count++] = r;
	return 0;
}

static void kick(struct block *block)
{
	(void)block;
}

static struct block_request *poll(struct block *block)
{
	struct block_cut *c = of(block);

	return c->done_count ? c->done[--c->done_count] : NULL;
}

static bool listen(struct block *block)
{
	return of(block)->done_count == 0;
}

static const struct block_driver driver = {submit, kick, poll, listen};

struct block *block_cut_begin(struct block_cut *c, void *memory, uint64_t sectors, uint64_t bus,
			      uint32_t seed)
{
	size_t bytes = (size_t)sectors * BLOCK_SECTOR;

	memset(memory, 0, 2 * bytes + (size_t)sectors);
	*c = (struct block_cut){.block = {.driver = &driver,
					  .sectors = sectors,
					  .block_size = BLOCK_SECTOR,
					  .segments_max = SEGMENTS_MAX,
					  .flush = true},
				.seen = memory,
				.kept = (char *)memory + bytes,
				.volatile_ones = (uint8_t *)memory + 2 * bytes,
				.bus = bus,
				.random = seed,
				.left = UINT32_MAX};
	return &c->block;
}

void block_cut_after(struct block_cut *c, uint32_t requests)
{
	c->left = requests;
}

void block_cut_return(struct block_cut *c)
{
	for (uint64_t s = 0; s < c->block.sectors; s++)
		if (c->volatile_ones[s] && xorshift32(&c->random) % 2)
			keep(c, s);
	memcpy(c->seen, c->kept, (size_t)c->block.sectors * BLOCK_SECTOR);
	memset(c->volatile_ones, 0, (size_t)c->block.sectors);
	c->done_count = 0;
	c->left = UINT32_MAX;
}
