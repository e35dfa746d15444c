/* SPDX-License-Identifier: BSD-3-Clause */
/* The cache of blocks, and their transfer to the device. */
#include <errno.h>
#include <stdlib.h>
#include "inside.h"

#define REQUESTS 4u  /* at once */
#define SEGMENTS 16u /* of one */

/* Blocks that are written at once. */
struct batch {
	unsigned int count;
	struct block_request request[REQUESTS];
	struct block_segment segment[REQUESTS][SEGMENTS];
};

/* Wait for requests. @return 0 or -EIO */
static int finish(struct disk *d, unsigned int in_flight)
{
	int error = 0;

	while (in_flight > 0) {
		struct block_request *r = block_poll(d->device);

		if (r) {
			in_flight--;
			error = r->status ? -EIO : error;
		} else if (block_listen(d->device) && d->wait) {
			d->wait();
		}
	}
	return error;
}

int disk_do(struct disk *d, enum block_operation operation, uint64_t block, void *data, size_t size)
{
	struct block_segment segment = {(uintptr_t)data + d->bus, (uint32_t)size};
	struct block_request r = {.operation = operation,
				  .sector = block * DISK_SECTORS,
				  .count = size > 0,
				  .segments = &segment};

	if (block_submit(d->device, &r))
		return -EIO;
	block_kick(d->device);
	return finish(d, 1);
}

static int submit(struct disk *d, struct batch *batch)
{
	unsigned int in_flight = 0;
	int error = 0;

	for (unsigned int i = 0; i < batch->count && !error; i++) {
		error = block_submit(d->device, &batch->request[i]);
		in_flight += !error;
	}
	block_kick(d->device);
	d->unflushed = true;
	if (finish(d, in_flight))
		error = -EIO;
	batch->count = 0;
	return error ? -EIO : 0;
}

/* The sectors of a block to write: from the first dirty one to the last, in whole blocks of the device. */
static void range(const struct disk *d, const struct disk_block *b, unsigned int *first,
		  unsigned int *behind)
{
	unsigned int unit = d->device->block_size / BLOCK_SECTOR;

	*first = (unsigned int)__builtin_ctz(b->sectors) / unit * unit;
	*behind = (32u - (unsigned int)__builtin_clz(b->sectors) + unit - 1) / unit * unit;
}

/* Add a block to a batch. @return false: it has no room */
static bool add(struct disk *d, struct batch *batch, const struct disk_block *b, uint64_t *end)
{
	unsigned int first, behind, most = d->device->segments_max;
	struct block_request *r = batch->count ? &batch->request[batch->count - 1] : NULL;

	range(d, b, &first, &behind);
	if (most > SEGMENTS)
		most = SEGMENTS;
	if (!r || *end != b->number * DISK_SECTORS + first || r->count == most) {
		if (batch->count == REQUESTS)
			return false;
		r = &batch->request[batch->count];
		*r = (struct block_request){.operation = BLOCK_WRITE,
					    .sector = b->number * DISK_SECTORS + first,
					    .segments = batch->segment[batch->count]};
		batch->count++;
	}
	batch->segment[batch->count - 1][r->count++] = (struct block_segment){
	    (uintptr_t)b->data + first * BLOCK_SECTOR + d->bus, (behind - first) * BLOCK_SECTOR};
	*end = b->number * DISK_SECTORS + behind;
	return true;
}

/* Mark the dirty blocks before `behind` as written. */
static void clean(struct disk *d, const struct list *behind)
{
	struct list *node = d->dirty.next;

	while (node != behind) {
		struct disk_block *b = container_of(node, struct disk_block, dirty);

		node = node->next;
		b->sectors = 0;
		list_remove(&b->dirty);
	}
}

/* Blocks stay dirty until they are written. */
int disk_write_out(struct disk *d)
{
	struct batch batch;
	uint64_t end = 0;
	int error = 0;

	while (!list_empty(&d->dirty) && !error) {
		struct list *behind = d->dirty.next;

		batch.count = 0;
		while (behind != &d->dirty &&
		       add(d, &batch, container_of(behind, struct disk_block, dirty), &end))
			behind = behind->next;
		error = submit(d, &batch);
		if (!error)
			clean(d, behind);
	}
	return error;
}

void disk_block_dirty(struct disk *d, struct disk_block *b, size_t offset, size_t size)
{
	unsigned int first = (unsigned int)(offset / BLOCK_SECTOR);
	unsigned int last = (unsigned int)((offset + size - 1) / BLOCK_SECTOR);
	struct list *at = d->dirty.prev;

	if (b->sectors == 0) {
		while (at != &d->dirty &&
		       container_of(at, struct disk_block, dirty)->number > b->number)
			at = at->prev;
		list_insert(at, &b->dirty);
	}
	b->sectors |= (uint8_t)((2u << last) - (1u << first));
}

static struct disk_block **bucket_of(struct disk *d, uint64_t number)
{
	return &d->bucket[number % DISK_BUCKETS];
}

static void take_out(struct disk *d, struct disk_block *b)
{
	struct disk_block **at = bucket_of(d, b->number);

	while (*at != b)
		at = &(*at)->next;
	*at = b->next;
	list_remove(&b->used);
	list_remove(&b->dirty);
}

static void release(struct disk *d, struct disk_block *b)
{
	free(b->data);
	free(b);
	d->block_count--;
}

static struct disk_block *new_block(struct disk *d)
{
	struct disk_block *b = malloc(sizeof(*b));

	if (!b)
		return NULL;
	b->data = aligned_alloc(DISK_BLOCK, DISK_BLOCK);
	if (!b->data) {
		free(b);
		return NULL;
	}
	list_init(&b->used);
	list_init(&b->dirty);
	d->block_count++;
	return b;
}

/* Get a block for another number: a new one, or the least recently used one. */
static struct disk_block *obtain(struct disk *d, int *error)
{
	struct disk_block *b = d->block_count < CONFIG_POSIX_DISK_CACHE ? new_block(d) : NULL;

	if (b)
		return b;
	*error = -ENOMEM;
	if (list_empty(&d->blocks))
		return NULL;
	b = container_of(d->blocks.prev, struct disk_block, used);
	if (b->sectors) {
		*error = disk_write_out(d);
		if (*error)
			return NULL;
	}
	take_out(d, b);
	return b;
}

static struct disk_block *find(struct disk *d, uint64_t number)
{
	struct disk_block *b = *bucket_of(d, number);

	while (b && b->number != number)
		b = b->next;
	return b;
}

struct disk_block *disk_block(struct disk *d, uint64_t number, bool fresh, int *error)
{
	struct disk_block *b = find(d, number);

	if (b) {
		list_remove(&b->used);
		list_insert(&d->blocks, &b->used);
		return b;
	}
	b = obtain(d, error);
	if (!b)
		return NULL;
	b->number = number;
	b->sectors = 0;
	if (!fresh) {
		*error = disk_do(d, BLOCK_READ, number, b->data, DISK_BLOCK);
		if (*error) {
			release(d, b);
			return NULL;
		}
	}
	b->next = *bucket_of(d, number);
	*bucket_of(d, number) = b;
	list_insert(&d->blocks, &b->used);
	return b;
}

void disk_blocks_drop(struct disk *d)
{
	for (unsigned int i = 0; i < DISK_BUCKETS; i++)
		while (d->bucket[i]) {
			struct disk_block *b = d->bucket[i];

			d->bucket[i] = b->next;
			release(d, b);
		}
	list_init(&d->blocks);
	list_init(&d->dirty);
}
