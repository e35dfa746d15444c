/* SPDX-License-Identifier: BSD-3-Clause */
/* The owners of chunks. */
#include <errno.h>
#include <stdlib.h>
#include "inside.h"

static int64_t bytes_of_chunk(const struct disk *d)
{
	return (int64_t)d->table.chunk_blocks * DISK_BLOCK;
}

/* Room in memory for one more chunk. */
static int make_room(struct disk_node *n)
{
	unsigned int room = n->allocated ? 2 * n->allocated : 4;
	uint16_t *chunk;

	if (n->count < n->allocated)
		return 0;
	chunk = realloc(n->chunk, room * sizeof(*chunk));
	if (!chunk)
		return -ENOSPC;
	n->chunk = chunk;
	n->allocated = room;
	return 0;
}

static void append(struct disk_node *n, uint16_t chunk)
{
	struct disk_table *t = &n->disk->table;

	if (n->count == 0)
		t->file[n->index].first = chunk;
	else
		t->next[n->chunk[n->count - 1]] = chunk;
	t->next[chunk] = DISK_END;
	n->chunk[n->count++] = chunk;
	n->disk->used[chunk] = true;
	n->disk->changed = true;
}

/* @return a chunk that no file has, neither now nor in the table on the disk; DISK_END: there is none */
static uint16_t find_free(struct disk *d)
{
	for (unsigned int i = 0; i < d->table.chunks; i++) {
		unsigned int chunk = (d->at + i) % d->table.chunks;

		if (!d->used[chunk] && !d->kept[chunk]) {
			d->at = chunk + 1;
			return (uint16_t)chunk;
		}
	}
	return DISK_END;
}

int disk_grow(struct disk_node *n, int64_t size)
{
	struct disk *d = n->disk;
	int64_t each = bytes_of_chunk(d);

	if (size > each * d->table.chunks)
		return -EFBIG;
	while (n->count * each < size) {
		int error = make_room(n);
		uint16_t chunk = find_free(d);

		if (!error && chunk == DISK_END && d->changed) {
			error = disk_sync(d);
			chunk = find_free(d);
		}
		if (!error && chunk == DISK_END)
			error = -ENOSPC;
		if (error) {
			disk_shrink(n, n->node.size);
			return error;
		}
		append(n, chunk);
	}
	return 0;
}

void disk_shrink(struct disk_node *n, int64_t size)
{
	struct disk *d = n->disk;
	int64_t each = bytes_of_chunk(d);

	while (n->count > 0 && (n->count - 1) * each >= size) {
		d->used[n->chunk[--n->count]] = false;
		if (n->count == 0)
			d->table.file[n->index].first = DISK_END;
		else
			d->table.next[n->chunk[n->count - 1]] = DISK_END;
		d->changed = true;
	}
}

uint64_t disk_block_at(const struct disk_node *n, int64_t at)
{
	uint64_t block = (uint64_t)at / DISK_BLOCK, each = n->disk->table.chunk_blocks;

	return DISK_TABLES + n->chunk[block / each] * each + block % each;
}

int disk_chunks_find(struct disk_node *n)
{
	struct disk *d = n->disk;
	const struct disk_file *f = &d->table.file[n->index];

	n->count = 0;
	for (uint16_t chunk = f->first; chunk != DISK_END; chunk = d->table.next[chunk]) {
		if (chunk >= d->table.chunks || d->used[chunk])
			return -EINVAL;
		if (make_room(n))
			return -ENOMEM;
		n->chunk[n->count++] = chunk;
		d->used[chunk] = d->kept[chunk] = true;
	}
	return f->size < 0 || f->size > n->count * bytes_of_chunk(d) ? -EINVAL : 0;
}
