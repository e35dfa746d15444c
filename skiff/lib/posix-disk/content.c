/* SPDX-License-Identifier: BSD-3-Clause */
/* The contents of files. */
#include <errno.h>
#include <string.h>
#include "inside.h"

/* Read up to `size` bytes within one block. @return how many, or an error */
static int64_t read_piece(struct disk_node *n, char *to, size_t size, int64_t at)
{
	size_t offset = (size_t)at % DISK_BLOCK;
	struct disk_block *b;
	int error = 0;

	if (size > DISK_BLOCK - offset)
		size = DISK_BLOCK - offset;
	b = disk_block(n->disk, disk_block_at(n, at), false, &error);
	if (!b)
		return error;
	memcpy(to, b->data + offset, size);
	return (int64_t)size;
}

int64_t disk_read(struct vfs_node *node, void *to, size_t size, int64_t at)
{
	struct disk_node *n = disk_of(node);
	size_t done = 0;
	int64_t piece = 0;

	mutex_lock(&n->disk->busy);
	if (at >= node->size)
		size = 0;
	else if (size > (uint64_t)(node->size - at))
		size = (size_t)(node->size - at);
	while (done < size && piece >= 0) {
		piece = read_piece(n, (char *)to + done, size - done, at + (int64_t)done);
		done += piece > 0 ? (size_t)piece : 0;
	}
	mutex_unlock(&n->disk->busy);
	return done > 0 || piece >= 0 ? (int64_t)done : piece;
}

/*
 * Write up to `size` bytes within one block of the file's chunks; `from` NULL: zeros. Bytes of the block behind the file's end
 * don't matter.
 */
static int64_t write_piece(struct disk_node *n, const char *from, size_t size, int64_t at)
{
	size_t offset = (size_t)at % DISK_BLOCK;
	struct vfs_node *node = &n->node;
	struct disk_block *b;
	int error = 0;

	if (size > DISK_BLOCK - offset)
		size = DISK_BLOCK - offset;
	b = disk_block(n->disk, disk_block_at(n, at),
		       size == DISK_BLOCK || at - (int64_t)offset >= node->size, &error);
	if (!b)
		return error;
	if (from)
		memcpy(b->data + offset, from, size);
	else
		memset(b->data + offset, 0, size);
	disk_block_dirty(n->disk, b, offset, size);
	if (at + (int64_t)size > node->size) {
		node->size = at + (int64_t)size;
		n->disk->table.file[n->index].size = node->size;
		n->disk->changed = true;
	}
	return (int64_t)size;
}

/* @return bytes written, 0 only for a `size` of 0, or an error */
static int64_t write_all(struct disk_node *n, const char *from, size_t size, int64_t at)
{
	size_t done = 0;
	int64_t piece;

	while (done < size) {
		piece = write_piece(n, from ? from + done : NULL, size - done, at + (int64_t)done);
		if (piece < 0)
			return done > 0 ? (int64_t)done : piece;
		done += (size_t)piece;
	}
	return (int64_t)done;
}

/* Write zeros between a file's end and a later write, as there are no holes. */
static int fill(struct disk_node *n, int64_t to)
{
	while (n->node.size < to) {
		int64_t done = write_all(n, NULL, (size_t)(to - n->node.size), n->node.size);

		if (done < 0)
			return (int)done;
	}
	return 0;
}

static void touch(struct disk_node *n)
{
	vfs_touch(&n->node, true);
	n->disk->table.file[n->index].modified = n->node.modified.seconds;
}

int64_t disk_write(struct vfs_node *node, const void *from, size_t size, int64_t at)
{
	struct disk_node *n = disk_of(node);
	int64_t result, end;

	if (size == 0)
		return 0;
	if (n->disk->device->read_only)
		return -EROFS;
	if (__builtin_add_overflow(at, size, &end))
		return -EFBIG;
	mutex_lock(&n->disk->busy);
	result = disk_grow(n, end);
	if (!result)
		result = fill(n, at);
	if (!result)
		result = write_all(n, from, size, at);
	touch(n);
	mutex_unlock(&n->disk->busy);
	return result;
}

int disk_truncate(struct vfs_node *node, int64_t size)
{
	struct disk_node *n = disk_of(node);
	int error = 0;

	if (n->disk->device->read_only)
		return -EROFS;
	mutex_lock(&n->disk->busy);
	if (size > node->size) {
		error = disk_grow(n, size);
		if (!error)
			error = fill(n, size);
	} else if (size < node->size) {
		disk_shrink(n, size);
		node->size = n->disk->table.file[n->index].size = size;
		n->disk->changed = true;
	}
	touch(n);
	mutex_unlock(&n->disk->busy);
	return error;
}
